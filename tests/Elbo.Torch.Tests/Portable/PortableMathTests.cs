using Elbo.Torch.Portable;

namespace Elbo.Torch.Tests.Portable;

public sealed class PortableMathTests
{
    /// <summary>A few units in the last place of f64, and as much of the platform's own functions.</summary>
    private const double Relative = 4e-15;

    public static TheoryData<string> Functions => [.. Cases.Keys];

    private static IReadOnlyDictionary<string, (Func<double, double> Portable, Func<double, double> Reference, double From, double To)> Cases { get; } = new Dictionary<string, (Func<double, double>, Func<double, double>, double, double)>
    {
        ["exp"] = (PortableMath.Exp, Math.Exp, -744, 709),
        ["log"] = (x => PortableMath.Log(Math.Exp(x)), x => Math.Log(Math.Exp(x)), -744, 709),
        ["log near 1"] = (x => PortableMath.Log(1 + x), x => Math.Log(1 + x), -0.9, 2),
        ["tanh"] = (PortableMath.Tanh, Math.Tanh, -25, 25),
        ["sigmoid"] = (PortableMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -700, 40),
        ["softplus"] = (PortableMath.Softplus, x => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : x < -15 ? Math.Exp(x) - (Math.Exp(2 * x) / 2) : Math.Log(1 + Math.Exp(x)), -700, 700),
    };

    [Theory, MemberData(nameof(Functions))]
    public void Values_are_those_of_the_platform_to_a_few_last_places(string name)
    {
        var (portable, reference, from, to) = Cases[name];
        // Math.Log(1 + e^x) itself loses digits of a small e^x.
        var tolerance = name == "softplus" ? 1e-7 : Relative;
        var random = new System.Random(1);
        for (var k = 0; k < 100_000; k++)
        {
            var x = from + ((to - from) * random.NextDouble() * (k % 2 == 0 ? 1 : random.NextDouble()));
            var wanted = reference(x);
            // Numbers below 2^−1022 have fewer digits.
            portable(x).ShouldBe(wanted, (tolerance * Math.Abs(wanted)) + 1e-322, $"{name}({x:R})");
        }
    }

    [Fact]
    public void Small_arguments_keep_their_digits()
    {
        for (var x = 1e-300; x < 0.4; x *= 1.37)
        {
            // Alternating series: what is left out is less than the next term.
            if (x < 1e-8)
            {
                PortableMath.Expm1(-x).ShouldBe(-x + (x * x / 2), Relative * x);
                PortableMath.Log1p(x).ShouldBe(x - (x * x / 2), Relative * x);
                PortableMath.Tanh(x).ShouldBe(x, Relative * x);
            }
            PortableMath.Log1p(PortableMath.Expm1(x)).ShouldBe(x, Relative * x);
            PortableMath.Expm1(PortableMath.Log1p(-x)).ShouldBe(-x, Relative * x);
        }
    }

    [Fact]
    public void The_ends_of_the_numbers_are_where_they_belong()
    {
        foreach (var f in (Func<double, double>[])[PortableMath.Exp, PortableMath.Expm1, PortableMath.Log, PortableMath.Log1p, PortableMath.Sigmoid, PortableMath.Tanh, PortableMath.Softplus, PortableMath.NormalCdf])
            f(double.NaN).ShouldBe(double.NaN);
        (PortableMath.Exp(double.NegativeInfinity), PortableMath.Exp(double.PositiveInfinity), PortableMath.Exp(710), PortableMath.Exp(-746), PortableMath.Exp(0)).ShouldBe((0, double.PositiveInfinity, double.PositiveInfinity, 0, 1));
        (PortableMath.Expm1(double.NegativeInfinity), PortableMath.Expm1(double.PositiveInfinity)).ShouldBe((-1, double.PositiveInfinity));
        (PortableMath.Log(0), PortableMath.Log(double.PositiveInfinity), PortableMath.Log(1), PortableMath.Log(-1)).ShouldBe((double.NegativeInfinity, double.PositiveInfinity, 0, double.NaN));
        PortableMath.Log(double.Epsilon).ShouldBe(-744.4400719213812, 1e-12);
        (PortableMath.Sigmoid(double.NegativeInfinity), PortableMath.Sigmoid(double.PositiveInfinity), PortableMath.Sigmoid(0)).ShouldBe((0, 1, 0.5));
        (PortableMath.Tanh(double.NegativeInfinity), PortableMath.Tanh(double.PositiveInfinity), PortableMath.Tanh(0)).ShouldBe((-1, 1, 0));
        (PortableMath.Softplus(double.NegativeInfinity), PortableMath.Softplus(1e300)).ShouldBe((0, 1e300));
        (PortableMath.NormalCdf(double.NegativeInfinity), PortableMath.NormalCdf(double.PositiveInfinity), PortableMath.NormalCdf(0)).ShouldBe((0, 1, 0.5));
    }

    [Fact]
    public void The_normal_distribution_function_is_libtorchs_and_stays_within_0_and_1()
    {
        using var scope = TensorScope.Enter();
        double[] x = [.. Enumerable.Range(-9000, 18_001).Select(k => k / 1000.0)];
        var reference = Tensor.From(x).SpecialNdtr().ToArray<double>();
        for (var k = 0; k < x.Length; k++)
        {
            var p = PortableMath.NormalCdf(x[k]);
            p.ShouldBeInRange(0, 1);
            p.ShouldBe(reference[k], 2e-15, $"Φ({x[k]})");
        }
    }

    // What files were written with: another bit here is another format.
    [Theory]
    [InlineData("exp", 8097838715420386305UL)]
    [InlineData("log", 1859142309772248431UL)]
    [InlineData("expm1", 8454261743429661718UL)]
    [InlineData("log1p", 10562967368876476543UL)]
    [InlineData("tanh", 7020331640923409199UL)]
    [InlineData("sigmoid", 10320062851657453709UL)]
    [InlineData("softplus", 8840023874411595851UL)]
    [InlineData("normal", 9579019672995784927UL)]
    public void Bits_are_those_they_have_always_been(string name, ulong wanted)
    {
        Func<double, double> f = name switch
        {
            "exp" => PortableMath.Exp,
            "log" => x => PortableMath.Log(Math.Abs(x)),
            "expm1" => PortableMath.Expm1,
            "log1p" => x => PortableMath.Log1p(Math.Abs(x)),
            "tanh" => PortableMath.Tanh,
            "sigmoid" => PortableMath.Sigmoid,
            "softplus" => PortableMath.Softplus,
            _ => PortableMath.NormalCdf,
        };
        // Fowler, Noll & Vo's hash of 20,001 values.
        var hash = 14695981039346656037UL;
        for (var k = -10_000; k <= 10_000; k++) hash = (hash ^ BitConverter.DoubleToUInt64Bits(f(k * k * k / 6e10))) * 1099511628211UL;
        hash.ShouldBe(wanted);
    }
}
