using Elbo.Testing;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class MaskedLayerTests
{
    private const DType F64 = DType.F64;

    [Fact]
    public void Block_masks_equal_the_published_ones()
    {
        using var scope = TensorScope.Enter();
        // TensorFlow Probability, masked_autoregressive_test: 3 blocks, 4 inputs, 6 outputs.
        Rows(MadeMasks.Blocks(3, 4, 6, exclusive: true)).ShouldBe(["0000", "0000", "1000", "1000", "1100", "1100"]);
        Rows(MadeMasks.Blocks(3, 4, 6, exclusive: false)).ShouldBe(["1000", "1000", "1100", "1100", "1110", "1110"]);
    }

    [Fact]
    public void Network_masks_equal_the_published_ones()
    {
        using var scope = TensorScope.Enter();
        // The same source, which lists [in, out]: 3 features, hidden 4 and 4, 2 numbers each.
        var masks = MadeMasks.Network(3, [4, 4], 2);
        Rows(masks[0].T()).ShouldBe(["1111", "0011", "0000"]);
        Rows(masks[1].T()).ShouldBe(["1111", "1111", "0011", "0011"]);
        Rows(masks[2].T()).ShouldBe(["001111", "001111", "000011", "000011"]);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3, 4 }, new[] { 7 })]
    [InlineData(new[] { 4, 3, 2, 1 }, new[] { 5, 3 })]
    [InlineData(new[] { 2, 4, 1, 3 }, new[] { 6, 6, 6 })]
    [InlineData(new[] { 1 }, new[] { 3 })]
    public void A_network_depends_on_exactly_the_earlier_features(int[] order, int[] hidden)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(5);
        var layers = new List<Layer>();
        foreach (var mask in MadeMasks.Network(order.Length, hidden, 2, order))
        {
            if (layers.Count > 0) layers.Add(new Tanh());
            layers.Add(new MaskedLinear(mask, generator, dtype: F64));
        }
        using var made = new Sequential(layers.ToArray());
        var x = Tensor.Randn([1, order.Length], generator, F64).RequireGrad();
        var y = made.Forward(x).View([order.Length, 2]);
        for (var k = 0; k < order.Length; k++)
        {
            var gradient = Gradients.Of([y[k].Square().Sum()], [x], retainGraph: true)[0].ToArray<double>();
            for (var j = 0; j < order.Length; j++) (gradient[j] != 0).ShouldBe(order[j] < order[k], $"output {k}, input {j}");
        }
    }

    [Theory]
    [InlineData(CausalMask.A, "11111 11111 11000 00000 00000")]
    [InlineData(CausalMask.B, "11111 11111 11100 00000 00000")]
    public void Raster_masks_are_those_of_the_paper(CausalMask type, string expected)
    {
        using var generator = new Generator(5);
        using var conv = new MaskedConv2d(type, 1, 1, 5, generator);
        using var line = new MaskedConv1d(type, 1, 1, 5, generator);
        using var scope = TensorScope.Enter();
        string.Join(' ', Rows(conv.Mask.View([5, 5]))).ShouldBe(expected);
        Rows(line.Mask.View([1, 5])).ShouldBe([expected.Split(' ')[2]]);
        conv.State().Select(s => s.Name).ShouldBe(["weight", "bias", "mask"]);
    }

    [Fact]
    public void A_raster_stack_sees_what_comes_earlier_and_nothing_else()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(6);
        using var net = new Sequential(new MaskedConv2d(CausalMask.A, 1, 4, 3, generator, dtype: F64), new Tanh(),
            new MaskedConv2d(CausalMask.B, 4, 4, 3, generator, dtype: F64), new Tanh(), new MaskedConv2d(CausalMask.B, 4, 1, 3, generator, dtype: F64));
        var (height, width, row, column) = (5, 7, 3, 3);
        var x = Tensor.Randn([2, 1, height, width], generator, F64).RequireGrad();
        var target = net.Forward(x)[0][0][row][column];
        var gradient = Gradients.Of(target, x).ToArray<double>();
        for (var example = 0; example < 2; example++)
        {
            for (var r = 0; r < height; r++)
            {
                for (var c = 0; c < width; c++)
                {
                    var seen = gradient[(((example * height) + r) * width) + c] != 0;
                    // Each 3×3 layer reaches one row up and one column to either side; on the right above, the known blind spot of the
                    // masked convolution is what is left out: a step to the right costs a step up.
                    var reach = example == 0 && ((r == row && c < column && c >= column - 3) || (r < row && r >= row - 3 && c >= column - 3 && c <= column + (row - r)));
                    seen.ShouldBe(reach, $"example {example}, row {r}, column {c}");
                }
            }
        }
    }

    [Fact]
    public void Colours_of_a_pixel_are_seen_one_after_the_other()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(7);
        using var net = new Sequential(new MaskedConv2d(CausalMask.A, 3, 6, 3, generator, colours: 3, dtype: F64),
            new MaskedConv2d(CausalMask.B, 6, 3, 1, generator, colours: 3, dtype: F64));
        var x = Tensor.Randn([1, 3, 3, 3], generator, F64).RequireGrad();
        var y = net.Forward(x);
        for (var colour = 0; colour < 3; colour++)
        {
            var gradient = Gradients.Of([y[0][colour][1][1]], [x], retainGraph: true)[0];
            for (var from = 0; from < 3; from++)
            {
                (gradient[0][from][1][1].ToDouble() != 0).ShouldBe(from < colour, $"colour {colour} from {from}");
                (gradient[0][from][0][2].ToDouble() != 0).ShouldBeTrue();
                (gradient[0][from][1][2].ToDouble() != 0).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void What_cannot_be_masked_is_refused()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(7);
        Should.Throw<ArgumentException>(() => new MaskedConv2d(CausalMask.A, 1, 1, 4, generator)).Message.ShouldContain("odd");
        Should.Throw<ArgumentException>(() => new MaskedConv1d(CausalMask.A, 3, 4, 3, generator, colours: 3)).Message.ShouldContain("3 colours");
        Should.Throw<ArgumentException>(() => new MaskedLinear(Tensor.Ones([3]), generator)).Message.ShouldContain("[out, in]");
        Should.Throw<ArgumentException>(() => MadeMasks.Network(3, [4], 1, [1, 1, 2])).Message.ShouldContain("permutation");
    }

    private static string[] Rows(Tensor mask)
    {
        var (rows, columns) = ((int)mask.Size(0), (int)mask.Size(1));
        var values = mask.ToArray<float>();
        return [.. Enumerable.Range(0, rows).Select(r => string.Concat(Enumerable.Range(0, columns).Select(c => values[(r * columns) + c] == 0 ? '0' : '1')))];
    }
}
