using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Some examples: named fields of any type, of which <c>x</c> is the main one. The tensors belong to the scope in which the batch was drawn.</summary>
/// <param name="X">The field <c>x</c> [B, …]: [B, D] F32 for images, audio, video and tables, else as the schema says.</param>
/// <param name="Labels">Class numbers [B], I64; null for data without labels.</param>
/// <param name="Index">Each example's index in its split [B], I64.</param>
public sealed record Batch(Tensor X, Tensor? Labels, Tensor Index)
{
    private readonly Tensor? factors;
    private (string Name, Tensor Values)[] further = [];
    private (string Name, Tensor Lengths)[] lengths = [];

    /// <summary>Values of the data set's factors [B, F], I64: the labels unless a set says more; null for data without any.</summary>
    public Tensor? Factors
    {
        get => factors ?? Labels?.Unsqueeze(1);
        init => factors = value;
    }

    /// <summary>Type of codes and densities of these examples: that of x where it has real numbers, else F32.</summary>
    public DType RealType => X.DType.IsFloating() ? X.DType : DType.F32;

    /// <summary>Number of examples B.</summary>
    public int Count => checked((int)X.Shape[0]);

    /// <summary>Names of the fields, <c>x</c> first.</summary>
    public IReadOnlyList<string> Fields => [Field.Main, .. further.Select(f => f.Name)];

    /// <summary>The field of this name, [B, …].</summary>
    /// <exception cref="DataException">There is none; the message names those there are.</exception>
    public Tensor this[string field]
    {
        get
        {
            if (field == Field.Main) return X;
            foreach (var (name, values) in further)
                if (name == field) return values;
            throw Missing(field);
        }
    }

    /// <summary>How much of each example of a ragged field is data, along its first axis [B], I64, the rest being padding; null where all is.</summary>
    /// <exception cref="DataException">There is no such field.</exception>
    public Tensor? LengthsOf(string field)
    {
        foreach (var (name, values) in lengths)
            if (name == field) return values;
        return field == Field.Main || Array.Exists(further, f => f.Name == field) ? null : throw Missing(field);
    }

    /// <summary>This batch with a field more, or with another value of one it has.</summary>
    /// <param name="name">Of the field.</param>
    /// <param name="values">[B, …].</param>
    /// <param name="lengths">As <see cref="LengthsOf"/> gives them; null where all is data.</param>
    /// <exception cref="ArgumentException">It has another number of examples.</exception>
    public Batch With(string name, Tensor values, Tensor? lengths = null)
    {
        if (values.Rank == 0 || values.Shape[0] != Count) throw new ArgumentException($"field '{name}' is {values}, the batch has {Count} examples", nameof(values));
        (string, Tensor)[] known = lengths is null ? [] : [(name, lengths)];
        var changed = name == Field.Main ? this with { X = values } : this with { };
        changed.lengths = [.. this.lengths.Where(f => f.Name != name), .. known];
        if (name == Field.Main) return changed;
        var at = Array.FindIndex(further, f => f.Name == name);
        changed.further = at < 0 ? [.. further, (name, values)] : [.. further[..at], (name, values), .. further[(at + 1)..]];
        return changed;
    }

    /// <summary>Some of the examples, in the order asked for, with all that is known of them.</summary>
    /// <param name="rows">Places in this batch, I64 [n], on its device.</param>
    public Batch Rows(Tensor rows) => new(X.IndexSelect(0, rows), Labels?.IndexSelect(0, rows), Index.IndexSelect(0, rows))
    {
        Factors = factors?.IndexSelect(0, rows),
        further = [.. further.Select(f => (f.Name, f.Values.IndexSelect(0, rows)))],
        lengths = [.. lengths.Select(f => (f.Name, f.Lengths.IndexSelect(0, rows)))],
    };

    /// <summary>The batch on a device: copies in the current scope, or this batch where it is there already.</summary>
    public Batch To(Device device) => X.Device == device
        ? this
        : new Batch(X.To(device, X.DType), Labels?.To(device, DType.I64), Index.To(device, DType.I64))
        {
            Factors = factors?.To(device, DType.I64),
            further = [.. further.Select(f => (f.Name, f.Values.To(device, f.Values.DType)))],
            lengths = [.. lengths.Select(f => (f.Name, f.Lengths.To(device, DType.I64)))],
        };

    private DataException Missing(string field) => new($"the examples have no field '{field}', they have {string.Join(", ", Fields)}");
}
