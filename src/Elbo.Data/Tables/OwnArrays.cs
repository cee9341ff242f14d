using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>
/// A user's own numpy file. Arrays of bytes or booleans are pixels, of floats values used as they are. An <c>.npy</c> holds the
/// training examples; an <c>.npz</c> has them under one of the usual names, with labels and further splits where it has those.
/// </summary>
internal static class OwnArrays
{
    /// <summary>Grey, grey with alpha, colour, colour with alpha: an axis as short as that is one of channels.</summary>
    private const int MostChannels = 4;

    private static readonly string[] trainNames = ["x_train", "train_x", "train_images", "train", "x", "X", "images", "data", "arr_0"];
    private static readonly string[] trainLabelNames = ["y_train", "train_y", "train_labels", "y", "Y", "labels", "arr_1"];
    private static readonly string[] validationNames = ["x_valid", "x_val", "val_images", "valid", "val"];
    private static readonly string[] validationLabelNames = ["y_valid", "y_val", "val_labels"];
    private static readonly string[] testNames = ["x_test", "test_x", "test_images", "test"];
    private static readonly string[] testLabelNames = ["y_test", "test_y", "test_labels"];

    public static bool IsArrays(string path) => Path.GetExtension(path).ToLowerInvariant() is ".npy" or ".npz";

    /// <exception cref="DataException">The file cannot be read, has no array under a known name, or arrays of shapes that do not fit.</exception>
    public static IDataset Open(string path, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        var arrays = Load(path);
        Tensor? Named(string[] names) => names.Select(n => arrays.GetValueOrDefault(n)).FirstOrDefault(t => t is not null);
        var train = Named(trainNames) ?? throw new DataException(
            $"{path}: has no array named {string.Join(", ", trainNames)}; it has {string.Join(", ", arrays.Keys.Order(StringComparer.Ordinal))}");
        var parts = new List<(Split Split, Tensor X, Tensor? Y)> { (Split.Train, train, Named(trainLabelNames)) };
        if (Named(validationNames) is { } validation) parts.Add((Split.Validation, validation, Named(validationLabelNames)));
        if (Named(testNames) is { } test) parts.Add((Split.Test, test, Named(testLabelNames)));
        return Dataset(path, options, [.. parts.Select(p => (p.Split, Rows(path, p.X), p.Y is null ? null : Labels(path, p.Y)))]);
    }

    private static IReadOnlyDictionary<string, Tensor> Load(string path)
    {
        try
        {
            return Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase) ? Npz.Load(path) : new Dictionary<string, Tensor> { ["data"] = Npy.Load(path) };
        }
        catch (NpyException e)
        {
            throw new DataException(e.Message, e);
        }
    }

    private static IDataset Dataset(string path, DataOptions options, List<(Split Split, Tensor X, Tensor? Y)> parts)
    {
        var pixels = parts[0].X.DType == DType.U8;
        if (parts.Exists(p => p.X.DType != parts[0].X.DType)) throw new DataException($"{path}: its splits have elements of different types");
        var binary = pixels && ZeroOneBytes.Are(parts.Select(p => p.X));
        if (binary) parts = [.. parts.Select(p => (p.Split, p.X * 255, p.Y))];
        var classes = parts.Where(p => p.Y is not null).SelectMany(p => p.Y!.ToArray<long>()).DefaultIfEmpty(-1).Max() + 1;
        var info = new DatasetInfo
        {
            Id = Path.GetFileName(path),
            Title = path,
            Licence = "the user's own",
            Citation = "",
            Shape = [.. parts[0].X.Shape[1..].ToArray().Select(d => (int)d)],
            Splits = parts.ToDictionary(p => p.Split, p => (int)p.X.Shape[0]),
            Classes = (int)Math.Min(classes, int.MaxValue),
            IsPartlyLabelled = parts.Exists(p => p.Y is not null && p.Y.ToArray<long>().Any(l => l < 0)),
            Note = binary ? ZeroOneBytes.Note : pixels ? "" : "Values are used as they are: binarisation does not apply.",
        };
        ImageSet? Images(Split split) => parts.Find(p => p.Split == split) is { X: { } x } part ? new(x, part.Y) : null;
        ValueSet? Values(Split split) => parts.Find(p => p.Split == split) is { X: { } x } part ? new(x, part.Y) : null;
        return pixels
            ? new ImageDataset(info, options, Images(Split.Train)!, Images(Split.Test), Images(Split.Validation))
            : new ValuesDataset(info, options, Values(Split.Train)!, Values(Split.Test), Values(Split.Validation));
    }

    /// <summary>[N, D], or images as [N, C, H, W]: [N, H, W] gets one channel, channels at the end go to the front.</summary>
    private static Tensor Rows(string path, Tensor x)
    {
        var shape = x.Shape.ToArray();
        if (shape.Length is < 2 or > 4 || shape.Contains(0)) throw new DataException($"{path}: examples are [{string.Join(", ", shape)}], expected [N, D], [N, H, W], [N, C, H, W] or [N, H, W, C], none of them 0");
        if (shape.Length == 3) x = x.Reshape([shape[0], 1, shape[1], shape[2]]);
        // Of two sizes that could both be channels, 1 and 3 are likelier than 2 and 4.
        if (shape.Length == 4 && shape[3] <= MostChannels && (shape[1] > MostChannels || (shape[3] is 1 or 3 && shape[1] is not (1 or 3)))) x = x.Permute([0, 3, 1, 2]).Contiguous();
        if (x.DType == DType.U8) return x;
        if (x.DType == DType.Bool) return x.To(DType.U8) * 255;
        return x.DType == DType.F32 ? x : x.To(DType.F32);
    }

    private static Tensor Labels(string path, Tensor y)
    {
        if (y.DType.IsFloating()) throw new DataException($"{path}: labels are {y.DType.Name()}, expected whole numbers: y.astype('int64')");
        // Some write them as a column.
        if (y.Rank is 0 or > 2 || (y.Rank == 2 && y.Shape[1] != 1)) throw new DataException($"{path}: labels are [{string.Join(", ", y.Shape.ToArray())}], expected [N]");
        var labels = y.Reshape([-1]).To(DType.I64);
        return labels.AsSpan<long>().ToArray().All(l => l >= Factor.Unknown) ? labels : throw new DataException($"{path}: has a label below -1, which stands for none");
    }
}
