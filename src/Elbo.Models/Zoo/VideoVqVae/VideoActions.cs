using System.Globalization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Torch;

namespace Elbo.Models.Zoo.VideoVqVae;

/// <summary>Where the actions between the frames of a video are among the factors of the data.</summary>
internal sealed class VideoActions
{
    private readonly string name;
    private readonly long[] columns;

    private VideoActions(string name, int count, long[] columns) => (this.name, Count, this.columns) = (name, count, columns);

    /// <summary>A, different actions.</summary>
    public int Count { get; }

    /// <summary>The factors called <paramref name="name"/>_1, _2 …; null for no name.</summary>
    /// <param name="frames">T, one more than the actions.</param>
    /// <exception cref="ConfigException">The data lacks one of them, or they are not of one kind.</exception>
    public static VideoActions? Find(string? name, int frames, ModelInputs inputs)
    {
        if (name is null) return null;
        var names = inputs.Factors.Select(f => f.Name).ToList();
        var columns = new long[frames - 1];
        for (var t = 0; t < columns.Length; t++)
        {
            var wanted = string.Create(CultureInfo.InvariantCulture, $"{name}_{t + 1}");
            columns[t] = names.IndexOf(wanted);
            if (columns[t] < 0) throw new ConfigException($"model.action: the data has no factor '{wanted}'{NearestName.Hint(wanted, names)}; null is for videos without actions");
        }
        var levels = columns.Select(c => inputs.Factors[(int)c].Levels).Distinct().ToList();
        return levels is [var count] ? new(name, count, columns) : throw new ConfigException($"model.action: the actions '{name}_1' … of the data differ in kind");
    }

    /// <summary>Those of examples, I64 [B, T − 1].</summary>
    /// <exception cref="DataException">They carry none.</exception>
    public Tensor Of(Batch x) => (x.Factors ?? throw new DataException($"the examples do not say their {name}s, which the model is conditioned on"))
        .IndexSelect(1, Tensor.From(columns).To(x.X.Device, DType.I64));
}
