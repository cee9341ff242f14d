namespace Elbo.Torch.Tests.Nn;

/// <summary>Gradients against central differences in double precision.</summary>
internal static class FiniteDifference
{
    // Central differences with h = 1e-5 err by h²·f‴/6 + 1e-16·f/h, about 1e-10 for functions of size 1.
    private const double Step = 1e-5, RelativeError = 1e-6;

    /// <summary>Checks d(Σ cotangent·f)/dx for every element of every <paramref name="wrt"/>.</summary>
    public static void Check(Func<Tensor[]> f, IEnumerable<(string Name, Tensor Value)> wrt, Generator generator)
    {
        using var scope = TensorScope.Enter();
        var leaves = wrt.ToArray();
        var outputs = f();
        var cotangents = outputs.Select(o => Tensor.Randn(o.Shape, generator, DType.F64)).ToArray();
        var gradients = Gradients.Of(outputs, leaves.Select(l => l.Value).ToArray(), cotangents);
        for (var k = 0; k < leaves.Length; k++)
        {
            var (name, leaf) = leaves[k];
            var analytic = gradients[k].ToArray<double>();
            analytic.ShouldContain(g => g != 0, $"the gradient of {name} is zero throughout, so the check would prove nothing");
            for (var j = 0; j < analytic.Length; j++)
            {
                var values = leaf.AsWritableSpan<double>();
                var centre = values[j];
                values[j] = centre + Step;
                var above = Value();
                values[j] = centre - Step;
                var below = Value();
                values[j] = centre;
                var numeric = (above - below) / (2 * Step);
                if (!(Math.Abs(numeric - analytic[j]) <= RelativeError * Math.Max(1, Math.Abs(numeric))))
                    Assert.Fail($"d/d{name}[{j}] is {analytic[j]:R}, differences give {numeric:R}");
            }
        }

        double Value()
        {
            using var inner = TensorScope.Enter();
            using var off = Gradients.Off();
            return f().Zip(cotangents, (o, c) => (o * c).Sum().ToDouble()).Sum();
        }
    }
}
