using System.Runtime.InteropServices;

namespace Elbo.Torch.Interop;

/// <summary>The fused kernels, as declared in <c>native/src/kernels/kernels.h</c>, <c>native/src/linear.cpp</c> and <c>native/src/convolution.cpp</c>.</summary>
internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    public static partial int elbo_linear_forward(nint x, nint weight, nint bias, int activation, nint* result);

    [LibraryImport(Library)]
    public static partial int elbo_linear_forward_bf16(nint x, nint weight, nint bias, int activation, nint* result, nint* roundedX, nint* roundedWeight);

    [LibraryImport(Library)]
    public static partial int elbo_linear_backward(nint dy, nint x, nint weight, nint y, int activation,
        int needsX, int needsWeight, int needsBias, nint* dx, nint* dweight, nint* dbias);

    [LibraryImport(Library)]
    public static partial int elbo_convolution_forward(nint x, nint weight, nint bias, long* geometry, int activation, nint* result, nint* kept);

    [LibraryImport(Library)]
    public static partial int elbo_convolution_backward(nint dy, nint x, nint weight, nint y, long* geometry, int activation,
        int needsX, int needsWeight, int needsBias, nint* dx, nint* dweight, nint* dbias);

    [LibraryImport(Library)]
    public static partial void elbo_bernoulli_forward(float* x, long xRows, float* logits, float* logp, float* residual, long rows, long cols);

    [LibraryImport(Library)]
    public static partial void elbo_scale_rows(float* input, float* weight, float* output, long rows, long cols);

    [LibraryImport(Library)]
    public static partial void elbo_gaussian_kl(float* mu, float* logVar, float* kl, long rows, long cols);

    [LibraryImport(Library)]
    public static partial void elbo_gaussian_kl_backward(float* mu, float* logVar, float* g, float* dmu, float* dlogVar, long rows, long cols);

    [LibraryImport(Library)]
    public static partial void elbo_gaussian_sample(float* mu, float* logVar, float* eps, float* z, long n, long samples);

    [LibraryImport(Library)]
    public static partial void elbo_gaussian_sample_backward(float* mu, float* z, float* dz, float* dmu, float* dlogVar, long n, long samples);

    [LibraryImport(Library)]
    public static partial void elbo_gate_forward(float* z, float* y, long outer, long inner);

    [LibraryImport(Library)]
    public static partial void elbo_gate_backward(float* z, float* dy, float* dz, long outer, long inner);

    [LibraryImport(Library)]
    public static partial void elbo_least_distance(float* products, float* squares, long* result, long rows, long codes);

    [LibraryImport(Library)]
    public static partial void elbo_turn_rows(float* z, float* q, float* g, float* output, long rows, long size);

    [LibraryImport(Library)]
    public static partial void elbo_normal(float* output, long count, ulong seed, ulong offset);

    [LibraryImport(Library)]
    public static partial void elbo_normal_f64(double* output, long count, ulong seed, ulong offset);

    [LibraryImport(Library)]
    public static partial void elbo_uniform(float* output, long count, ulong seed, ulong offset);

    [LibraryImport(Library)]
    public static partial void elbo_uniform_f64(double* output, long count, ulong seed, ulong offset);

    [LibraryImport(Library)]
    public static partial ulong elbo_seed(ulong seed, ulong offset);
}
