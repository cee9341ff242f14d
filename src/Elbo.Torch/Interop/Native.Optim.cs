using System.Runtime.InteropServices;

namespace Elbo.Torch.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)] public static partial int elbo_set_data(nint tensor, nint value);

    [LibraryImport(Library)]
    public static partial int elbo_optim_step(OptimSettings* settings, nint* parameters, nint* states, long* steps, int count, int* done);

    [LibraryImport(Library)]
    public static partial int elbo_optim_gradient_norm(nint* parameters, int count, double* norm, int* done);

    [LibraryImport(Library)]
    public static partial int elbo_optim_average(nint* shadows, nint* parameters, int count, double decay, int* done);
}

/// <summary>Which update a fused step applies; the numbers are the shim's.</summary>
internal enum OptimRule
{
    Sgd = 0, Adagrad = 1, RmsProp = 2, Adam = 3, Adamax = 4,
}

/// <summary>Variants of a rule; the numbers are the shim's.</summary>
[Flags]
internal enum OptimFlags
{
    None = 0, Nesterov = 1, Centered = 2, Amsgrad = 4, Decoupled = 8,
}

/// <summary>The numbers of one step; the layout is the shim's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OptimSettings
{
    public OptimRule Rule;
    public OptimFlags Flags;
    public double Rate;
    public double Beta1;
    public double Beta2;
    public double Epsilon;
    public double WeightDecay;
    public double Momentum;
    public double Dampening;
    public double RateDecay;
    public double GradientScale;
    public double GradientLimit;
}
