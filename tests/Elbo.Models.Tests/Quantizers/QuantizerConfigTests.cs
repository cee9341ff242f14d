using Elbo.Models.Configuration;
using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>Quantisers by name.</summary>
[NoLeak]
public sealed class QuantizerConfigTests
{
    public static TheoryData<QuantizerKind> Kinds => [.. Enum.GetValues<QuantizerKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_fits_an_encoder_of_any_width(QuantizerKind kind)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var config = new QuantizerConfig { Kind = kind, CodeSize = 4, Codebooks = 2 };
        config.Problems().ShouldBeEmpty();
        using var quantizer = config.Build(7, generator);
        quantizer.Size.ShouldBe(7);
        quantizer.Levels.Count.ShouldBe(kind is QuantizerKind.Product or QuantizerKind.Residual ? 2 : 1);
        quantizer.Quantize(new NoiseStream(1).Normal([2, 3, 7]), new NoiseStream(1)).Vectors.Shape.ToArray().ShouldBe([2L, 3, 7]);
    }

    [Fact]
    public void All_problems_are_named_by_their_keys()
    {
        var config = new QuantizerConfig
        {
            Kind = QuantizerKind.FiniteScalar,
            Levels = [8, 2],
            CodeSize = -1,
            Vector = new() { Codes = 0, Decay = double.NaN },
            Gumbel = new() { Temperature = 1, LeastTemperature = 2 },
        };
        config.Problems().ShouldBe(
        [
            "codeSize must be at least 0, is -1",
            "levels: levels must be 3 to 999, one is 2",
            "vector.codes must be 1 to 16777216, is 0",
            "vector.decay must be 0 to 1, is NaN",
            "gumbel.leastTemperature must be positive and at most temperature, is 2",
        ]);
    }

    [Fact]
    public void Parts_that_do_not_divide_the_vector_are_refused()
    {
        using var generator = new Generator(1);
        Should.Throw<ConfigException>(() => new QuantizerConfig { Kind = QuantizerKind.Product, Codebooks = 3 }.Build(8, generator)).Message.ShouldContain("divide the 8");
    }
}
