using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>The gradient of the rotation trick (arXiv 2410.06424).</summary>
[NoLeak]
public sealed class RotationTrickTests
{
    private const int Count = 50, Size = 6;

    // Double precision through a dozen operations.
    private const double Rounding = 1e-10;

    [Fact]
    public void The_value_is_the_quantised_vector_to_the_bit()
    {
        using var scope = TensorScope.Enter();
        var (z, q) = (Draw(1).RequireGrad(), Draw(2));
        var expected = q.ToArray<double>();
        RotationTrick.Apply(z, q).ToArray<double>().ShouldBe(expected);
    }

    [Fact]
    public void The_gradient_keeps_its_angle_and_its_length_scales_with_the_vectors()
    {
        using var scope = TensorScope.Enter();
        var (z, q, g) = (Draw(1), Draw(2), Draw(3));
        var (dz, zs, qs, gs) = (Backward(z, q, g), z.ToArray<double>(), q.ToArray<double>(), g.ToArray<double>());
        for (var n = 0; n < Count; n++)
        {
            Length(dz, n).ShouldBe(Length(gs, n) * Length(qs, n) / Length(zs, n), Rounding);
            Cosine(dz, zs, n).ShouldBe(Cosine(gs, qs, n), Rounding);
        }
    }

    [Fact]
    public void What_is_orthogonal_to_both_vectors_is_only_scaled()
    {
        using var scope = TensorScope.Enter();
        var (z, q, g) = (Draw(1), Draw(2), Draw(3));
        // Gram-Schmidt against z and q.
        var a = z / z.LinalgVectorNorm(2, [-1], true);
        var b = q - a * (a * q).Sum([-1], true);
        b /= b.LinalgVectorNorm(2, [-1], true);
        var across = g - a * (a * g).Sum([-1], true) - b * (b * g).Sum([-1], true);
        var expected = (across * q.LinalgVectorNorm(2, [-1], true) / z.LinalgVectorNorm(2, [-1], true)).ToArray<double>();
        Backward(z, q, across).ShouldBe(expected, Rounding);
    }

    [Fact]
    public void Where_no_rotation_is_defined_the_gradient_is_copied()
    {
        using var scope = TensorScope.Enter();
        var z = Tensor.From<double>([0, 0, 1, 2, 1, 2], 3, 2);
        var q = Tensor.From<double>([1, 2, 0, 0, -2, -4], 3, 2);
        var g = Tensor.From<double>([1, 2, 3, 4, 5, 6], 3, 2);
        Backward(z, q, g).ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Rows_are_turned_one_by_one_however_many_there_are()
    {
        using var scope = TensorScope.Enter();
        // More than one chunk of the backward pass.
        const int Rows = 50_000;
        Tensor z = new NoiseStream(1).Normal([Rows, Size]), q = new NoiseStream(2).Normal([Rows, Size]), g = new NoiseStream(3).Normal([Rows, Size]);
        var all = Backward32(z, q, g);
        Backward32(z.Narrow(0, Rows - 7, 7), q.Narrow(0, Rows - 7, 7), g.Narrow(0, Rows - 7, 7)).ShouldBe(all[^(7 * Size)..], 1e-5);
    }

    [Fact]
    public void Equal_vectors_copy_the_gradient()
    {
        using var scope = TensorScope.Enter();
        var (z, g) = (Draw(1), Draw(3));
        Backward(z, z.Clone(), g).ShouldBe(g.ToArray<double>(), Rounding);
    }

    private static float[] Backward32(Tensor z, Tensor q, Tensor g)
    {
        var leaf = z.Clone().RequireGrad();
        return Gradients.Of([RotationTrick.Apply(leaf, q.Clone())], [leaf], [g])[0].ToArray<float>();
    }

    private static double[] Backward(Tensor z, Tensor q, Tensor g)
    {
        var leaf = z.Clone().RequireGrad();
        return Gradients.Of([RotationTrick.Apply(leaf, q.Clone())], [leaf], [g])[0].ToArray<double>();
    }

    private static Tensor Draw(ulong seed) => new NoiseStream(seed).Normal([Count, Size]).To(DType.F64);

    private static double Length(double[] rows, int n) => Math.Sqrt(Dot(rows, rows, n));

    private static double Cosine(double[] a, double[] b, int n) => Dot(a, b, n) / Length(a, n) / Length(b, n);

    private static double Dot(double[] a, double[] b, int n) => Enumerable.Range(n * Size, Size).Sum(j => a[j] * b[j]);
}
