using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Networks;

[NoLeak]
public sealed class GridNetworkTests
{
    private const int Size = 5;

    public static TheoryData<GridVariant, int, int, int, int> Images => new()
    {
        { GridVariant.Paper, 3, 32, 32, 2 },
        { GridVariant.Paper, 1, 28, 28, 2 },
        { GridVariant.Paper, 1, 28, 20, 3 },
        { GridVariant.Paper, 2, 7, 13, 1 },
        { GridVariant.Reference, 3, 32, 32, 2 },
        { GridVariant.Reference, 1, 28, 28, 1 },
        { GridVariant.Reference, 2, 7, 13, 2 },
        { GridVariant.Reference, 1, 30, 9, 3 },
    };

    [Theory, MemberData(nameof(Images))]
    public void Images_of_any_size_become_a_grid_and_come_back_to_their_size(GridVariant variant, int channels, int height, int width, int halvings)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var config = Small(variant) with { Halvings = halvings };
        using var generator = new Generator(1);
        using var encoder = new GridEncoder(config, [channels, height, width], Size, generator);
        var z = encoder.Forward(Tensor.Full([2, channels * height * width], 0.5));
        z.Shape.ToArray().ShouldBe([2L, height >> halvings, width >> halvings, Size]);
        (encoder.Height, encoder.Width, encoder.Size).ShouldBe((height >> halvings, width >> halvings, Size));
        // The mixed one is of the columns of a table.
        foreach (var likelihood in Enum.GetValues<LikelihoodKind>().Where(kind => kind != LikelihoodKind.Mixed && (channels == 3 || kind != LikelihoodKind.ColourLogistic)))
        {
            using var decoder = Decoder(config, [channels, height, width], generator, likelihood);
            var rows = z.Reshape([2, -1]);
            decoder.Mean(rows).Shape.ToArray().ShouldBe([2L, channels * height * width]);
            decoder.Mean(rows.Expand([3, 2, -1])).Shape.ToArray().ShouldBe([3L, 2, channels * height * width]);
        }
    }

    [Theory]
    [InlineData(GridVariant.Paper, 3, 2, 0)]
    [InlineData(GridVariant.Paper, 1, 3, 4)]
    [InlineData(GridVariant.Reference, 3, 2, 0)]
    [InlineData(GridVariant.Reference, 2, 2, 6)]
    public void Parameters_are_those_of_the_architecture(GridVariant variant, int channels, int halvings, int residualWidth)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var config = new GridNetworkConfig { Variant = variant, Width = 8, Halvings = halvings, ResidualWidth = residualWidth, ResidualBlocks = 3 };
        int[] shape = [channels, 16, 16];
        const int W = 8, E = Size;
        var paper = variant == GridVariant.Paper;
        var (half, inner) = (paper ? W : W / 2, residualWidth > 0 ? residualWidth : paper ? W : 32);
        var blocks = 3 * (Conv(3, W, inner) + Conv(1, inner, W));
        // Halving and doubling are of 4×4 kernels; two of them suffice for the reference variant here.
        var encoderSize = Conv(4, channels, half) + Conv(4, half, W) + (halvings - 2) * Conv(4, W, W) + (paper ? 0 : Conv(3, W, W)) + blocks + Conv(1, W, E);
        var decoderSize = Conv(paper ? 1 : 3, E, W) + blocks + Conv(4, W, half) + (halvings - 2) * Conv(4, W, W);
        var readoutSize = 16 * half * channels + channels * 16 * 16;

        using var encoder = new GridEncoder(config, shape, Size, generator);
        encoder.ParameterCount.ShouldBe(encoderSize);
        using var decoder = Decoder(config, shape, generator, LikelihoodKind.Bernoulli);
        decoder.ParameterCount.ShouldBe(decoderSize + readoutSize);
        using var perPixel = Decoder(config, shape, generator, LikelihoodKind.DiscretisedLogistic);
        perPixel.ParameterCount.ShouldBe(decoderSize + 2 * readoutSize);
        using var perChannel = Decoder(config with { Spread = SpreadKind.Channel }, shape, generator, LikelihoodKind.DiscretisedLogistic);
        perChannel.ParameterCount.ShouldBe(decoderSize + readoutSize + channels);

        static long Conv(int kernel, int from, int to) => kernel * kernel * from * to + to;
    }

    [Theory]
    [InlineData(GridVariant.Paper, SpreadKind.Pixel)]
    [InlineData(GridVariant.Paper, SpreadKind.Channel)]
    [InlineData(GridVariant.Reference, SpreadKind.Pixel)]
    public void Gradient_reaches_every_parameter(GridVariant variant, SpreadKind spread)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var config = Small(variant) with { Spread = spread };
        using var encoder = new GridEncoder(config, [3, 8, 8], Size, generator);
        using var decoder = Decoder(config, [3, 8, 8], generator, LikelihoodKind.DiscretisedLogistic);
        var x = Tensor.Rand([4, 192], generator);
        decoder.LogProb(x, encoder.Forward(x).Reshape([4, -1])).Sum().Backward();
        foreach (var (name, parameter) in encoder.NamedParameters().Concat(decoder.NamedParameters()))
            parameter.Grad.ShouldNotBeNull(name).Abs().Sum().ToDouble().ShouldBeGreaterThan(0, name);
    }

    [Fact]
    public void Positions_lie_over_the_image_in_raster_order()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        // Without residual blocks a position sees 4×4 pixels and no more.
        var config = new GridNetworkConfig { Width = 6, ResidualBlocks = 0, Halvings = 1 };
        using var encoder = new GridEncoder(config, [1, 6, 8], Size, generator);
        var x = Tensor.Rand([1, 48], generator).RequireGrad();
        var seen = Touched(Gradients.Of([encoder.Forward(x)[0][0][3].Sum()], [x])[0], 6, 8);
        seen.ShouldBe([.. from row in Enumerable.Range(0, 3) from column in Enumerable.Range(5, 3) select (row, column)]);

        using var decoder = Decoder(config, [1, 6, 8], generator, LikelihoodKind.Bernoulli);
        var z = Tensor.Randn([1, 3 * 4 * Size], generator).RequireGrad();
        var codes = Gradients.Of([decoder.Mean(z)[0][7]], [z])[0].View([3, 4, Size]);
        Touched(codes.Abs().Sum([-1]), 3, 4).ShouldBe([(0, 3)]);
    }

    [Fact]
    public void A_residual_block_passes_on_what_its_first_rectifier_stops()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var generator = new Generator(1);
        using var block = new RectifiedResidualBlock(3, 4, generator);
        var negative = -Tensor.Rand([2, 3, 5, 5], generator);
        block.Forward(negative).ToArray<float>().ShouldBe(negative.ToArray<float>());
        (block.Forward(-negative) + negative).Abs().Max().ToDouble().ShouldBeGreaterThan(0.01);
    }

    [Theory]
    [InlineData(GridVariant.Paper)]
    [InlineData(GridVariant.Reference)]
    public void Features_start_about_as_wide_as_what_enters(GridVariant variant)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var generator = new Generator(1);
        var config = new GridNetworkConfig { Variant = variant, Width = 64 };
        using var encoder = new GridEncoder(config, [3, 32, 32], 10, generator);
        using var body = new GridDecoder(config, [3, 32, 32], 10, generator);
        // A factor of 3 either way: a wrong fan in shows as 2 per layer, over four to six layers.
        Std(encoder.Forward(Tensor.Rand([8, 3072], generator))).ShouldBeInRange(1 / 3.0, 3);
        Std(body.Forward(Tensor.Randn([8, 640], generator))).ShouldBeInRange(1 / 3.0, 3);

        static double Std(Tensor t) => Math.Sqrt(t.Square().Mean().ToDouble());
    }

    [Theory]
    [InlineData("width", "width must be 1 to 65536, is 0")]
    [InlineData("halvings", "halvings must be 1 to 12, is 13")]
    [InlineData("blocks", "residualBlocks must be 0 to 256, is -1")]
    [InlineData("inner", "residualWidth must be 0 to 65536, is -2")]
    [InlineData("reference", "width must be at least 2 in the reference variant, which halves it, is 1")]
    public void Settings_are_checked(string what, string expected)
    {
        var config = new GridNetworkConfig();
        config = what switch
        {
            "width" => config with { Width = 0 },
            "halvings" => config with { Halvings = 13 },
            "blocks" => config with { ResidualBlocks = -1 },
            "inner" => config with { ResidualWidth = -2 },
            _ => config with { Variant = GridVariant.Reference, Width = 1 },
        };
        config.Problems().ShouldBe([expected]);
        using var generator = new Generator(1);
        Should.Throw<ConfigException>(() => new GridEncoder(config, [1, 8, 8], Size, generator)).Message.ShouldBe("model.network." + expected);
    }

    [Fact]
    public void Images_that_do_not_fit_are_named()
    {
        using var generator = new Generator(1);
        Should.Throw<ConfigException>(() => new GridEncoder(new(), [784], Size, generator)).Message
            .ShouldBe("model.network needs images of shape [channels, height, width], the data's is [784]");
        Should.Throw<ConfigException>(() => new GridDecoder(new() { Halvings = 3 }, [1, 7, 28], Size, generator)).Message
            .ShouldBe("model.network.halvings must be at most 2 for 7 × 28 images, is 3");
    }

    private static GridNetworkConfig Small(GridVariant variant) => new() { Variant = variant, Width = 6, ResidualWidth = 4 };

    private static Decoder Decoder(GridNetworkConfig config, int[] shape, Generator generator, LikelihoodKind kind) =>
        GridNetworks.Decoder(new Likelihood { Likelihood = kind }, config, Size, new ModelInputs(shape, generator));

    private static (int, int)[] Touched(Tensor gradient, int height, int width)
    {
        var values = gradient.ToArray<float>();
        return [.. from row in Enumerable.Range(0, height) from column in Enumerable.Range(0, width) where values[row * width + column] != 0 select (row, column)];
    }

    private sealed record Likelihood : LikelihoodConfig;
}
