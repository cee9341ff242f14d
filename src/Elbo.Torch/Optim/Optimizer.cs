using Elbo.Torch.Interop;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Optim;

/// <summary>
/// Changes parameters along their gradients. On the CPU, with contiguous f32 or f64 tensors, a step is one pass over the memory of all
/// parameters together; elsewhere it is a sequence of operators with the same result. Formulas and state names are PyTorch's.
/// </summary>
/// <remarks>It owns its state, not the parameters. The state is made at the first step, on the device and in the type the parameters have then.</remarks>
public abstract unsafe class Optimizer : IDisposable
{
    private const int Slots = 3;

    private (string Name, Tensor Value)[] parameters;
    private readonly Tensor?[] states;
    private readonly string?[] stateNames;
    private readonly long[] steps;
    private readonly nint[] parameterHandles, stateHandles;
    private readonly TensorHolder held;
    private double learningRate;
    private bool hasState;
    private int decayed;

    /// <param name="parameters">As <see cref="Module.NamedParameters"/> gives them.</param>
    /// <param name="stateNames">Name of each of at most three tensors kept per parameter; null for a place the rule leaves empty.</param>
    private protected Optimizer(IEnumerable<(string Name, Tensor Value)> parameters, double learningRate, params ReadOnlySpan<string?> stateNames)
    {
        this.parameters = [.. parameters];
        if (this.parameters.Length == 0) throw new ArgumentException("there is no parameter to optimise", nameof(parameters));
        if (this.parameters.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"two parameters are named '{twice.Key}'", nameof(parameters));
        decayed = this.parameters.Length;
        LearningRate = learningRate;
        this.stateNames = new string?[Slots];
        stateNames.CopyTo(this.stateNames);
        steps = new long[this.parameters.Length];
        states = new Tensor?[Slots * steps.Length];
        parameterHandles = new nint[steps.Length];
        stateHandles = new nint[states.Length];
        held = new TensorHolder(GetType().Name);
    }

    /// <summary>The step size, ≥ 0; set it before a step to follow a <see cref="Schedule"/>.</summary>
    public double LearningRate
    {
        get => learningRate;
        set => learningRate = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a learning rate is not negative");
    }

    /// <summary>A bound on the gradients used. They are read, bounded and used in the same pass; what <see cref="Tensor.Grad"/> holds stays.</summary>
    public GradientClip Clip { get; set; }

    /// <summary>The norm of all gradients in the last step, before clipping; NaN unless <see cref="Clip"/> bounds the norm.</summary>
    public double LastGradientNorm { get; private set; } = double.NaN;

    /// <summary>Steps taken: the most any parameter has.</summary>
    public long StepCount => steps.Max();

    /// <summary>Whether steps may take the fused path; tests compare both.</summary>
    internal bool Fused { get; set; } = true;

    /// <summary>What the state starts from.</summary>
    private protected double InitialState { get; init; }

    /// <summary>Keeps the weight decay from all other parameters, e.g. from biases. Asked for before the first step.</summary>
    /// <param name="which">Parameters it is of.</param>
    public void DecayOnly(Func<Tensor, bool> which)
    {
        if (hasState) throw new InvalidOperationException("what decays is settled with the first step");
        var both = parameters.ToLookup(p => which(p.Value));
        parameters = [.. both[true], .. both[false]];
        decayed = both[true].Count();
    }

    /// <summary>Moves every parameter that has a gradient.</summary>
    public void Step()
    {
        EnsureState();
        for (var k = 0; k < parameterHandles.Length; k++) parameterHandles[k] = parameters[k].Value.Handle;
        for (var k = 0; k < stateHandles.Length; k++) stateHandles[k] = states[k]?.Handle ?? 0;
        var settings = new OptimSettings { Rate = learningRate, GradientScale = 1, GradientLimit = Clip.MaxValue ?? double.PositiveInfinity };
        Fill(ref settings);
        if (Clip.MaxNorm is { } max)
        {
            LastGradientNorm = GradientNorm();
            settings.GradientScale = Clipping.Scale(LastGradientNorm, max);
        }
        else
        {
            LastGradientNorm = double.NaN;
        }
        Move(settings, 0, decayed);
        settings.WeightDecay = 0;
        Move(settings, decayed, parameters.Length);
    }

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var (_, parameter) in parameters) parameter.SetGrad(null);
    }

    /// <summary>The state tensors by name: state, slash, parameter, as in <c>exp_avg/encoder.0.weight</c>.</summary>
    public IEnumerable<(string Name, Tensor Value)> State()
    {
        EnsureState();
        for (var k = 0; k < states.Length; k++)
            if (states[k] is { } state) yield return ($"{stateNames[k % Slots]}/{parameters[k / Slots].Name}", state);
    }

    /// <summary>What to keep beside <see cref="State"/>.</summary>
    public OptimizerProgress Progress() =>
        new(learningRate, parameters.Select((p, k) => (p.Name, Steps: steps[k])).ToDictionary(p => p.Name, p => p.Steps, StringComparer.Ordinal));

    /// <summary>Puts back what <see cref="State"/> and <see cref="Progress"/> gave; the next step is then the one that would have followed.</summary>
    /// <exception cref="ArgumentException">A tensor or a count is missing, unknown or of another shape or type; nothing is changed then.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> tensors, OptimizerProgress progress)
    {
        var own = State().ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
        foreach (var name in tensors.Keys)
            if (!own.ContainsKey(name)) throw new ArgumentException($"optimizer state '{name}' belongs to no parameter of this {GetType().Name}", nameof(tensors));
        foreach (var (name, value) in own)
        {
            if (!tensors.TryGetValue(name, out var given)) throw new ArgumentException($"optimizer state '{name}' is missing", nameof(tensors));
            if (given.DType != value.DType || !given.Shape.SequenceEqual(value.Shape)) throw new ArgumentException($"optimizer state '{name}' is {given}, not {value}", nameof(tensors));
        }
        foreach (var (name, _) in parameters)
            if (!progress.Steps.TryGetValue(name, out var count) || count < 0) throw new ArgumentException($"the number of steps of '{name}' is missing or negative", nameof(progress));
        if (progress.Steps.Count != parameters.Length) throw new ArgumentException("there are step counts of parameters that this optimizer does not have", nameof(progress));
        LearningRate = progress.LearningRate;
        foreach (var (name, value) in own) value.CopyInPlace(tensors[name]);
        for (var k = 0; k < steps.Length; k++) steps[k] = progress.Steps[parameters[k].Name];
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        held.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds the rule's own numbers.</summary>
    private protected abstract void Fill(ref OptimSettings settings);

    /// <summary>The step of one parameter by operators, in place.</summary>
    /// <param name="p">The parameter.</param>
    /// <param name="g">Its gradient, bounded; not to be changed.</param>
    /// <param name="state">Its state tensors, in the order of the constructor.</param>
    /// <param name="step">1 at the first step.</param>
    private protected abstract void Update(Tensor p, Tensor g, ReadOnlySpan<Tensor?> state, long step, in OptimSettings settings);

    // Made when first needed: a module may be moved to its device after its optimizer was made.
    private void EnsureState()
    {
        if (hasState) return;
        hasState = true;
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        for (var k = 0; k < states.Length; k++)
            if (stateNames[k % Slots] is not null) states[k] = held.Adopt(parameters[k / Slots].Value.FullLike(InitialState));
    }

    // Those of [from, to).
    private void Move(in OptimSettings settings, int from, int to)
    {
        if (from < to && !(Fused && StepFused(settings, from, to))) StepByOperators(settings, from, to);
    }

    private bool StepFused(in OptimSettings settings, int from, int to)
    {
        int done, status;
        fixed (OptimSettings* s = &settings)
        fixed (nint* p = parameterHandles, q = stateHandles)
        fixed (long* t = steps)
            status = Native.elbo_optim_step(s, p + from, q + (Slots * from), t + from, to - from, &done);
        Native.Check(status, GetType().Name);
        return done != 0;
    }

    private double GradientNorm()
    {
        double norm;
        int done, status;
        fixed (nint* p = parameterHandles) status = Native.elbo_optim_gradient_norm(p, parameterHandles.Length, &norm, &done);
        Native.Check(status, "gradient norm");
        return done != 0 && Fused ? norm : Clipping.Norm(parameters.Select(p => p.Value), 2);
    }

    private void StepByOperators(in OptimSettings settings, int from, int to)
    {
        using var off = Gradients.Off();
        for (var k = from; k < to; k++)
        {
            using var scope = TensorScope.Enter();
            var parameter = parameters[k].Value;
            if (parameter.Grad is not { } gradient) continue;
            foreach (var state in states.AsSpan(Slots * k, Slots))
            {
                if (state is not null && (state.DType != parameter.DType || state.Device != parameter.Device))
                    throw new InvalidOperationException($"'{parameters[k].Name}' is now {parameter} on {parameter.Device}, but its optimizer state is {state} on {state.Device}: make a new optimizer after moving the module");
            }
            if (settings.GradientScale != 1) gradient *= settings.GradientScale;
            if (Clip.MaxValue is { } max) gradient = gradient.Clamp(-max, max);
            Update(parameter, gradient, states.AsSpan(Slots * k, Slots), ++steps[k], settings);
        }
    }
}
