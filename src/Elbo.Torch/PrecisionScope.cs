namespace Elbo.Torch;

/// <summary>What the operands of matrix products and convolutions are rounded to.</summary>
public enum MatrixPrecision
{
    /// <summary>24 bits of significand: nothing is rounded.</summary>
    F32,

    /// <summary>bfloat16: 8 bits of significand, the range of f32.</summary>
    Bf16,
}

/// <summary>
/// Sets the precision of this thread's matrix products until it is disposed: <c>using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);</c>.
/// Layers take and give f32 in either; within a scope of bf16 they round input and weight for the product, and the product, and in backward
/// the gradient that enters it. Weights, biases, activations, likelihoods, divergences, log-weights and the optimizer stay in f32. Tensors of
/// another type than f32 are left alone, as are transposed convolutions, which libtorch 1.13 does not take in bf16. Scopes nest; being a
/// <c>ref struct</c> one cannot cross an <c>await</c>.
/// </summary>
public ref struct PrecisionScope : IDisposable
{
    [ThreadStatic] private static MatrixPrecision current;

    private readonly MatrixPrecision before;
    private bool open;

    private PrecisionScope(MatrixPrecision before) => (this.before, open) = (before, true);

    /// <summary>The precision of this thread; f32 outside every scope.</summary>
    public static MatrixPrecision Current => current;

    /// <summary>Opens a scope on the current thread.</summary>
    public static PrecisionScope Enter(MatrixPrecision precision)
    {
        var scope = new PrecisionScope(current);
        current = precision;
        return scope;
    }

    /// <summary>Brings back the precision from before the scope.</summary>
    public void Dispose()
    {
        if (!open) return;
        open = false;
        current = before;
    }

    internal static bool Rounds(Tensor x) => current == MatrixPrecision.Bf16 && x.DType == DType.F32;
}
