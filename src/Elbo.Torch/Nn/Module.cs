namespace Elbo.Torch.Nn;

/// <summary>
/// A part of a network: named parameters, named buffers and named children. It owns its tensors and its children, and frees them when
/// disposed. Names are given explicitly and equal PyTorch's, so that <c>encoder.0.weight</c> means the same tensor in both.
/// </summary>
/// <remarks>
/// A parameter is one <see cref="Tensor"/> for the life of the module. <see cref="To"/> and weight averaging change what it holds, not
/// which tensor it is, so fields of modules and the lists of optimizers stay valid.
/// </remarks>
public abstract class Module : IDisposable
{
    private readonly TensorHolder held;
    private readonly List<(string Name, Tensor Value)> parameters = [];
    private readonly List<(string Name, Tensor Value)> buffers = [];
    private readonly List<(string Name, Module Value)> children = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private string? nameInParent;

    /// <summary>Without parameters or parts: a derived class adds them in its own constructor.</summary>
    protected Module() => held = new TensorHolder(GetType().Name);

    /// <summary>True (the start) while training: dropout drops, batch normalisation uses and records the statistics of the batch.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>Every parameter below and in this module with its dotted path; own ones first, then those of the children, in order of naming.</summary>
    public IEnumerable<(string Name, Tensor Value)> NamedParameters() => Walk(m => m.parameters);

    /// <summary>Every buffer (state that is not learned by gradient) with its dotted path, in the order of <see cref="NamedParameters"/>.</summary>
    public IEnumerable<(string Name, Tensor Value)> NamedBuffers() => Walk(m => m.buffers);

    /// <inheritdoc cref="NamedParameters"/>
    public IEnumerable<Tensor> Parameters() => NamedParameters().Select(p => p.Value);

    /// <summary>What a checkpoint holds: the parameters, then the buffers.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() => NamedParameters().Concat(NamedBuffers());

    /// <summary>The direct children in order of naming.</summary>
    public IEnumerable<(string Name, Module Value)> NamedChildren() => children;

    /// <summary>Number of learned values.</summary>
    public long ParameterCount => Parameters().Sum(p => p.Count);

    /// <summary>Switches this module and all below between training and evaluation.</summary>
    public void Train(bool on = true)
    {
        IsTraining = on;
        foreach (var (_, child) in children) child.Train(on);
    }

    /// <summary>Switches this module and all below to evaluation, in which calls change no state.</summary>
    public void Evaluate() => Train(false);

    /// <summary>
    /// Moves parameters and buffers to <paramref name="device"/> and floating ones to <paramref name="floating"/>. Each tensor stays the same
    /// object with new contents; gradients are forgotten. The state of an optimizer that has stepped does not follow.
    /// </summary>
    public void To(Device device, DType? floating = null)
    {
        if (floating is { } asked && !asked.IsFloating()) throw new ArgumentException($"{asked.Name()} is not a floating type", nameof(floating));
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        foreach (var (_, value) in State())
        {
            value.SetGrad(null);
            var moved = value.Detach().To(device, floating is { } type && value.DType.IsFloating() ? type : value.DType);
            value.SetData(moved);
        }
    }

    /// <summary>Sets the gradient of every parameter to absent.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in Parameters()) parameter.SetGrad(null);
    }

    /// <summary>Frees the parameters and buffers of this module and of all below.</summary>
    public void Dispose()
    {
        held.Dispose();
        foreach (var (_, child) in children) child.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes <paramref name="module"/> as a child; its names begin with <paramref name="name"/> and a dot.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot or is taken, or the module already has a parent.</exception>
    protected T Child<T>(string name, T module) where T : Module
    {
        if (module.nameInParent is { } other) throw new ArgumentException($"{module.GetType().Name} is already the child '{other}' of a module", nameof(module));
        Claim(name);
        module.nameInParent = name;
        children.Add((name, module));
        return module;
    }

    /// <summary>Takes <paramref name="init"/> over as a learned tensor; from here on it requires a gradient.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot or is taken.</exception>
    protected Tensor Param(string name, Tensor init)
    {
        Claim(name);
        var value = Own(init).RequireGrad();
        parameters.Add((name, value));
        return value;
    }

    /// <summary>Takes <paramref name="init"/> over as state that is saved but not learned.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot or is taken.</exception>
    protected Tensor Buffer(string name, Tensor init)
    {
        Claim(name);
        var value = Own(init);
        buffers.Add((name, value));
        return value;
    }

    private Tensor Own(Tensor init)
    {
        // A result of recorded operations or a strided view becomes a plain tensor first.
        if (init.IsLeaf && init.IsContiguous) return held.Adopt(init);
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        return held.Adopt(init.Detach().Contiguous());
    }

    private void Claim(string name)
    {
        if (name.Length == 0 || name.Contains('.')) throw new ArgumentException($"'{name}' is no name for a part of a module: it must be non-empty and without dots", nameof(name));
        if (!names.Add(name)) throw new ArgumentException($"{GetType().Name} already has a part named '{name}'", nameof(name));
    }

    private IEnumerable<(string Name, Tensor Value)> Walk(Func<Module, List<(string, Tensor)>> own)
    {
        foreach (var part in own(this)) yield return part;
        foreach (var (prefix, child) in children)
            foreach (var (name, value) in child.Walk(own))
                yield return ($"{prefix}.{name}", value);
    }
}
