namespace Elbo.Torch.Nn;

/// <summary>
/// What <see cref="Lstm"/> and <see cref="Gru"/> share: for layer k the parameters <c>weight_ih_lk</c> <c>[G·H, in]</c>,
/// <c>weight_hh_lk</c> <c>[G·H, H]</c>, <c>bias_ih_lk</c> and <c>bias_hh_lk</c> <c>[G·H]</c>, with G gates, and the same with the suffix
/// <c>_reverse</c> for the backward direction. All start as U(±1/√H).
/// </summary>
public abstract class RecurrentLayer : Module
{
    private readonly long inputs, depth;

    private protected RecurrentLayer(int gates, long inputs, long hidden, Generator generator, int layers, bool bias, bool bidirectional, bool batchFirst, DType dtype)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        var directions = bidirectional ? 2 : 1;
        (this.inputs, Hidden, Layers, HasBias, IsBidirectional, IsBatchFirst) = (inputs, hidden, layers, bias, bidirectional, batchFirst);
        depth = layers * directions;
        var start = Initialisers.Uniform(-1 / Math.Sqrt(hidden), 1 / Math.Sqrt(hidden));
        var weights = new List<Tensor>();
        using var scope = TensorScope.Enter();
        for (var layer = 0; layer < layers; layer++)
        {
            for (var direction = 0; direction < directions; direction++)
            {
                var suffix = $"l{layer}{(direction == 1 ? "_reverse" : "")}";
                Add($"weight_ih_{suffix}", [gates * hidden, layer == 0 ? inputs : hidden * directions]);
                Add($"weight_hh_{suffix}", [gates * hidden, hidden]);
                if (!bias) continue;
                Add($"bias_ih_{suffix}", [gates * hidden]);
                Add($"bias_hh_{suffix}", [gates * hidden]);
            }
        }
        Weights = [.. weights];

        void Add(string name, ReadOnlySpan<long> shape)
        {
            var weight = Param(name, Tensor.Empty(shape, dtype, generator.Device));
            start(weight, generator);
            weights.Add(weight);
        }
    }

    /// <summary>H, the size of the state of one layer and direction.</summary>
    public long Hidden { get; }

    /// <summary>Layers on top of each other, at least 1.</summary>
    public int Layers { get; }

    /// <summary>Whether a second pass reads the sequence from its end, which doubles the size of what comes out.</summary>
    public bool IsBidirectional { get; }

    /// <summary>Whether sequences are <c>[B, T, in]</c> rather than <c>[T, B, in]</c>.</summary>
    public bool IsBatchFirst { get; }

    private protected bool HasBias { get; }

    private protected Tensor[] Weights { get; }

    /// <summary>The state given, or zeros, of shape <c>[layers·directions, B, H]</c>.</summary>
    private protected Tensor StateOr0(Tensor? given, Tensor x, string name)
    {
        if (x.Rank != 3 || x.Size(2) != inputs) throw new TorchException($"{GetType().Name} takes {(IsBatchFirst ? "[B, T" : "[T, B")}, {inputs}], not {x}");
        ReadOnlySpan<long> shape = [depth, x.Size(IsBatchFirst ? 0 : 1), Hidden];
        if (given is null) return Tensor.Zeros(shape, x.DType, x.Device);
        return given.Shape.SequenceEqual(shape) ? given : throw new TorchException($"{name} must be [{string.Join(", ", shape.ToArray())}], not {given}");
    }
}
