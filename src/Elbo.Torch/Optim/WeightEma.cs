using Elbo.Torch.Interop;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Optim;

/// <summary>
/// The exponential moving average of weights, s ← d·s + (1 − d)·p after each step, which often evaluates better than the last weights.
/// It owns the averages, not the parameters. Polyak and Juditsky 1992.
/// </summary>
public sealed unsafe class WeightEma : IDisposable
{
    private readonly (string Name, Tensor Value)[] parameters;
    private readonly Tensor[] shadows;
    private readonly nint[] parameterHandles, shadowHandles;
    private readonly TensorHolder held = new(nameof(WeightEma));
    private readonly bool warmUp;

    /// <param name="parameters">Named, as a module gives them; the averages begin with their present values.</param>
    /// <param name="decay">d in [0, 1).</param>
    /// <param name="warmUp">Use min(d, (1 + t)/(10 + t)) at update t = 0, 1, …, so that the start is forgotten sooner.</param>
    public WeightEma(IEnumerable<(string Name, Tensor Value)> parameters, double decay, bool warmUp = false)
    {
        Decay = Coefficients.Fraction(decay);
        this.warmUp = warmUp;
        this.parameters = [.. parameters];
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        shadows = [.. this.parameters.Select(p => held.Adopt(p.Value.Detach().Clone()))];
        (parameterHandles, shadowHandles) = (new nint[shadows.Length], new nint[shadows.Length]);
    }

    /// <summary>γ in γ·average + (1 − γ)·weight.</summary>
    public double Decay { get; }

    /// <summary>Updates so far.</summary>
    public long Updates { get; private set; }

    /// <summary>True while the parameters hold the averages.</summary>
    public bool IsSwappedIn { get; private set; }

    /// <summary>Whether updates may take the fused path; tests compare both.</summary>
    internal bool Fused { get; set; } = true;

    /// <summary>Moves the averages towards the parameters; call it after the optimizer's step.</summary>
    /// <exception cref="InvalidOperationException">The averages are swapped in.</exception>
    public void Update()
    {
        if (IsSwappedIn) throw new InvalidOperationException("the averaged weights are swapped in; swap them out before the next update");
        var decay = warmUp ? Math.Min(Decay, (1.0 + Updates) / (10.0 + Updates)) : Decay;
        for (var k = 0; k < shadows.Length; k++) (shadowHandles[k], parameterHandles[k]) = (shadows[k].Handle, parameters[k].Value.Handle);
        int done = 0;
        if (Fused)
        {
            fixed (nint* s = shadowHandles, p = parameterHandles)
                Native.Check(Native.elbo_optim_average(s, p, shadows.Length, decay, &done), nameof(WeightEma));
        }
        if (done == 0) UpdateByOperators(decay);
        Updates++;
    }

    /// <summary>Puts the averages into the parameters, without a copy; disposing puts the parameters' own values back, bit for bit.</summary>
    public Swapped SwapIn()
    {
        if (IsSwappedIn) throw new InvalidOperationException("the averaged weights are already swapped in");
        Swap();
        IsSwappedIn = true;
        return new Swapped(this);
    }

    /// <summary>The averages under the names of their parameters.</summary>
    /// <exception cref="InvalidOperationException">The averages are swapped in: the parameters hold them.</exception>
    public IEnumerable<(string Name, Tensor Value)> State() => IsSwappedIn
        ? throw new InvalidOperationException("the averaged weights are swapped in; read them from the module, or swap them out first")
        : parameters.Select((p, k) => (p.Name, shadows[k]));

    /// <summary>Puts back what <see cref="State"/> and <see cref="Updates"/> gave.</summary>
    /// <exception cref="ArgumentException">A tensor is missing, unknown or of another shape or type; nothing is changed then.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> tensors, long updates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(updates);
        var own = State().ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
        foreach (var name in tensors.Keys)
            if (!own.ContainsKey(name)) throw new ArgumentException($"averaged weight '{name}' belongs to no parameter", nameof(tensors));
        foreach (var (name, value) in own)
        {
            if (!tensors.TryGetValue(name, out var given)) throw new ArgumentException($"averaged weight '{name}' is missing", nameof(tensors));
            if (given.DType != value.DType || !given.Shape.SequenceEqual(value.Shape)) throw new ArgumentException($"averaged weight '{name}' is {given}, not {value}", nameof(tensors));
        }
        foreach (var (name, value) in own) value.CopyInPlace(tensors[name]);
        Updates = updates;
    }

    /// <summary>Frees the averages; while swapped in, those are the values the parameters had before.</summary>
    public void Dispose() => held.Dispose();

    private void UpdateByOperators(double decay)
    {
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        for (var k = 0; k < shadows.Length; k++) shadows[k].MulInPlace(decay).AddInPlace(parameters[k].Value, 1 - decay);
    }

    private void Swap()
    {
        using var scope = TensorScope.Enter();
        for (var k = 0; k < shadows.Length; k++)
        {
            var parameter = parameters[k].Value;
            var own = parameter.Detach();
            parameter.SetData(shadows[k]);
            shadows[k].SetData(own);
        }
    }

    /// <summary>While it lives, the parameters hold the averages.</summary>
    public readonly struct Swapped(WeightEma ema) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            if (!ema.IsSwappedIn) return;
            ema.Swap();
            ema.IsSwappedIn = false;
        }
    }
}
