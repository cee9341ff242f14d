using Elbo.Testing;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Fused;

/// <summary>Convolutions in channels-last order with their activation, against libtorch's operators on images in the usual order.</summary>
[NoLeak]
public sealed class FusedConvolutionTests
{
    // Sums of up to 3,200 products of order one, each side in its own order: a few units in the last place of the largest sum.
    private const double Tolerance = 2e-5;

    private static readonly Dictionary<string, Func<Generator, ConvolutionLayer>> Layers = new()
    {
        ["strided"] = g => new Conv2d(6, 8, 4, g, 2, 1),
        ["same size"] = g => new Conv2d(32, 16, 3, g, padding: 1),
        ["pointwise"] = g => new Conv2d(16, 20, 1, g),
        ["one channel"] = g => new Conv2d(1, 16, (3, 2), g, padding: (0, 1), bias: false),
        ["one result"] = g => new Conv2d(5, 1, 3, g, padding: 1),
        ["dilated"] = g => new Conv2d(4, 7, 3, g, (1, 2), 2, (2, 1)),
        ["whole image"] = g => new Conv2d(3, 9, (8, 6), g),
        ["enlarging"] = g => new ConvTranspose2d(16, 8, 4, g, 2, 1),
        ["enlarging to colours"] = g => new ConvTranspose2d(16, 3, 4, g, 2, 1, bias: false),
        ["enlarging unevenly"] = g => new ConvTranspose2d(4, 5, (3, 5), g, (2, 3), (1, 0), (1, 2), (2, 1)),
        ["enlarging beyond its stride"] = g => new ConvTranspose2d(4, 5, 3, g, 1, 1, 1, 2),
        ["in groups"] = g => new Conv2d(6, 4, 3, g, groups: 2),
    };

    public static TheoryData<string, Activation, int> Cases()
    {
        TheoryData<string, Activation, int> cases = [];
        foreach (var name in Layers.Keys)
        {
            cases.Add(name, Activation.Relu, 5);
            cases.Add(name, Activation.Identity, 1);
        }
        cases.Add("strided", Activation.Tanh, 20);
        cases.Add("enlarging", Activation.Tanh, 20);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_convolution_with_activation_equals_the_operators(string name, Activation activation, int batch)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        using var layer = Layers[name](generator);
        var x = Tensor.Randn([batch, Channels(layer), 8, 6], generator).RequireGrad();
        Tensor[] inputs = layer.Bias is { } bias ? [x, layer.Weight, bias] : [x, layer.Weight];
        var fused = layer.Forward(x, activation);
        var plain = Plainly(() => layer.Forward(x, activation));
        var seed = Tensor.Randn(plain.Shape, generator);
        Close(fused, plain, "value");
        foreach (var ((one, two), k) in Gradients.Of([fused], inputs, [seed]).Zip(Gradients.Of([plain], inputs, [seed])).Select((pair, k) => (pair, k)))
            Close(one, two, $"gradient {k}");
    }

    [Fact]
    public void A_net_takes_images_and_gradients_of_any_layout_and_shares_activations()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(4);
        using var net = new Sequential(new Conv2d(3, 16, 4, generator, 2, 1), new Relu(), new ResidualBlock2d(16, 16, generator), new Conv2d(16, 8, 1, generator), new Tanh(),
            new ConvTranspose2d(8, 3, 4, generator, 2, 1));
        // Columns before rows in memory.
        var x = Tensor.Randn([4, 3, 8, 12], generator).Transpose(2, 3).RequireGrad();
        Tensor[] inputs = [x, .. net.Parameters()];
        var fused = net.Forward(x);
        var plain = Plainly(() => net.Forward(x));
        var seed = Tensor.Randn([4, 12, 8, 3], generator).Permute([0, 3, 1, 2]);
        Close(fused, plain, "value");
        foreach (var (one, two) in Gradients.Of([fused], inputs, [seed]).Zip(Gradients.Of([plain], inputs, [seed]))) Close(one, two, "gradient");
    }

    [Fact]
    public void The_same_step_again_gives_the_same_bits()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(5);
        using var net = new Sequential(new Conv2d(3, 64, 4, generator, 2, 1), new Relu(), new ConvTranspose2d(64, 3, 4, generator, 2, 1));
        var x = Tensor.Randn([32, 3, 32, 32], generator);
        float[][] Step()
        {
            using var step = TensorScope.Enter();
            var y = net.Forward(x);
            Tensor[] parameters = [.. net.Parameters()];
            return [y.ToArray<float>(), .. Gradients.Of([y], parameters, [y]).Select(g => g.ToArray<float>())];
        }

        var first = Step();
        for (var again = 0; again < 3; again++)
            foreach (var (one, two) in first.Zip(Step())) two.ShouldBe(one);
    }

    [Fact]
    public void An_empty_batch_passes()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(6);
        using var layer = new Conv2d(3, 8, 3, generator, padding: 1);
        var y = layer.Forward(Tensor.Zeros([0, 3, 8, 8]), Activation.Relu);
        y.Shape.ToArray().ShouldBe([0, 8, 8, 8]);
    }

    private static long Channels(ConvolutionLayer layer) => layer switch
    {
        ConvTranspose2d => layer.Weight.Size(0),
        _ => layer.Weight.Size(1) * (layer.Bias is { } bias && bias.Count == 4 ? 2 : 1),
    };

    private static Tensor Plainly(Func<Tensor> compute)
    {
        using var off = FusedPath.Off();
        return compute();
    }

    private static void Close(Tensor a, Tensor b, string what)
    {
        a.Shape.ToArray().ShouldBe(b.Shape.ToArray());
        ((a - b).Abs().Max().ToDouble() / Math.Max(1, b.Abs().Max().ToDouble())).ShouldBeLessThan(Tolerance, what);
    }
}
