using System.Globalization;
using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Models.Conditioning;

/// <summary>From the configuration of what is given to the part that gives it.</summary>
internal static class Givens
{
    /// <exception cref="ConfigException">The data has no such thing; names the key.</exception>
    public static IGiven Of(GivenConfig config, ModelInputs inputs)
    {
        if (config.Factor is not null) return new GivenFactor(FactorCondition.Find(config.Factor, inputs, "model.given.factor")!, inputs.Dimensions);
        if (config.Mask is { } field) return new GivenMask(inputs.Dimensions, Field(field, inputs), 0);
        if (config.Visible is { } probability) return new GivenMask(inputs.Dimensions, null, probability);
        if (config.Binarise && inputs.Schema.GreyLevels == 2)
            throw new ConfigException("model.given.binarise has no effect: the data is binary already; give grey values with data.binarisation=none");
        var (key, places) = config.Rectangle is { } rectangle ? ("rectangle", Rectangle(rectangle, inputs.Shape)) : ("columns", Columns(config.Columns, inputs.Shape));
        return places.Count < inputs.Dimensions ? new GivenPlaces(places, inputs.Dimensions, config.Binarise)
            : throw new ConfigException($"model.given.{key}: all of an example is given, nothing is left to model");
    }

    private static string Field(string name, ModelInputs inputs)
    {
        var names = inputs.Schema.Fields.Where(f => f.Name != Data.Field.Main).Select(f => f.Name).ToList();
        if (!names.Contains(name)) throw new ConfigException($"model.given.mask: the data has no field '{name}'{NearestName.Hint(name, names)}");
        var field = inputs.Schema.Fields.First(f => f.Name == name);
        return field.Shape.Aggregate(1, (product, size) => product * (size ?? 0)) == inputs.Dimensions ? name
            : throw new ConfigException($"model.given.mask: the field '{name}' is {field.Sizes}, an example {inputs.Schema.MainField.Sizes}");
    }

    private static List<int> Columns(int[]? columns, IReadOnlyList<int> shape)
    {
        var width = shape[^1];
        // 13 of the 28 columns of an MNIST digit, as in Doersch's figure.
        columns ??= [(width - 1) / 2];
        foreach (var column in columns)
            if (column < 0 || column >= width) throw new ConfigException($"model.given.columns: examples [{string.Join(", ", shape)}] have columns 0 to {(width - 1).ToString(CultureInfo.InvariantCulture)}, not {column.ToString(CultureInfo.InvariantCulture)}");
        return [.. Places(shape).Where(place => columns.Contains(place % width))];
    }

    private static List<int> Rectangle(int[] rectangle, IReadOnlyList<int> shape)
    {
        if (shape.Count < 2) throw new ConfigException($"model.given.rectangle: examples [{string.Join(", ", shape)}] are no images");
        var (height, width, top, left) = (shape[^2], shape[^1], rectangle[0], rectangle[1]);
        if (top + rectangle[2] > height || left + rectangle[3] > width)
            throw new ConfigException($"model.given.rectangle: [{string.Join(", ", rectangle)}] does not lie in {height} rows and {width} columns");
        return [.. Places(shape).Where(place => place / width % height is var y && place % width is var x && y >= top && y < top + rectangle[2] && x >= left && x < left + rectangle[3])];
    }

    private static IEnumerable<int> Places(IReadOnlyList<int> shape) => Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size));
}
