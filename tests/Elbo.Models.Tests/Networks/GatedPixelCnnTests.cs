using Elbo.Models.Configuration;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Networks;

[NoLeak]
public sealed class GatedPixelCnnTests
{
    [Theory]
    [InlineData(1, 3, 3)]
    [InlineData(1, 7, 3)]
    [InlineData(2, 3, 3)]
    [InlineData(3, 3, 3)]
    [InlineData(2, 5, 3)]
    [InlineData(2, 3, 5)]
    [InlineData(4, 7, 5)]
    public void A_code_sees_exactly_the_earlier_ones_in_reach_also_above_and_to_the_right(int layers, int firstKernel, int kernel)
    {
        const int Height = 6, Width = 7;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var net = Build(new() { Layers = layers, Features = 6, SkipFeatures = 16, FirstKernel = firstKernel, Kernel = kernel });
        var reach = (firstKernel / 2) + ((layers - 1) * (kernel / 2));
        net.Reach.ShouldBe(reach);
        var codes = Codes([2, Height, Width]);
        var before = net.Forward(codes);
        for (var i = 0; i < Height; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                var perturbed = codes.Clone();
                var code = perturbed[0][i].Narrow(0, j, 1);
                code.CopyInPlace((code + 1).Remainder(5));
                var change = (net.Forward(perturbed) - before).Abs().Amax([1]);
                change[1].Max().ToDouble().ShouldBe(0, "the other example");
                var changed = change[0].ToArray<double>();
                for (var r = 0; r < Height; r++)
                {
                    for (var c = 0; c < Width; c++)
                    {
                        var seen = (i < r && r - i <= reach && Math.Abs(c - j) <= reach) || (i == r && j < c && c - j <= reach);
                        (changed[(r * Width) + c] != 0).ShouldBe(seen, $"({r}, {c}) from ({i}, {j})");
                    }
                }
            }
        }
    }

    [Fact]
    public void Of_several_codes_at_a_position_each_sees_the_ones_before_it()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var net = Build(new() { Layers = 2, Features = 6, SkipFeatures = 16, FirstKernel = 3 }, groups: 3);
        var codes = Codes([1, 3, 3, 3]);
        var before = net.Forward(codes);
        before.Shape.ToArray().ShouldBe([1, 5, 3, 3, 3]);
        for (var from = 0; from < 3; from++)
        {
            var perturbed = codes.Clone();
            var code = perturbed[0][1][1].Narrow(0, from, 1);
            code.CopyInPlace((code + 1).Remainder(5));
            var changed = (net.Forward(perturbed) - before).Abs().Amax([1])[0].ToArray<double>();
            for (var place = 0; place < 9; place++)
                for (var g = 0; g < 3; g++)
                    (changed[(place * 3) + g] != 0).ShouldBe(place > 4 || (place == 4 && g > from), $"code {g} at {place} from code {from} in the middle");
        }
    }

    [Fact]
    public void Every_position_depends_on_its_class_and_on_its_own_block_of_the_map()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var net = Build(new() { Layers = 2, Features = 6, SkipFeatures = 16, FirstKernel = 3 }, classes: 2, mapChannels: 1);
        var codes = Codes([1, 4, 4]);
        var (zero, one) = (Tensor.From<long>([0L]), Tensor.From<long>([1L]));
        var map = Tensor.From([0.3, -0.7, 1.1, 0.2], 1, 1, 2, 2);
        var before = net.Forward(codes, zero, map);
        (net.Forward(codes, one, map) - before).Abs().Amax([1]).Min().ToDouble().ShouldBeGreaterThan(0);
        var other = map.Clone();
        other.View([4]).Narrow(0, 3, 1).FillInPlace(2);
        var changed = (net.Forward(codes, zero, other) - before).Abs().Amax([1])[0].ToArray<double>();
        for (var r = 2; r < 4; r++)
            for (var c = 2; c < 4; c++)
                changed[(r * 4) + c].ShouldBeGreaterThan(0);
        // Rows above the changed block know nothing of it.
        changed.Take(8).ShouldAllBe(change => change == 0);
        var spread = net.Forward(codes, zero, map.RepeatInterleave(2, 2).RepeatInterleave(2, 3));
        spread.ToArray<double>().ShouldBe(before.ToArray<double>());
    }

    [Fact]
    public void Eight_fixed_grids_are_learned_by_heart()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(4);
        using var net = new GatedPixelCnn(new() { Layers = 3, Features = 16, SkipFeatures = 32, FirstKernel = 5 }, 5, generator);
        using var prior = new GatedPixelCnnPrior(net, 4, 4);
        var grids = Codes([8, 4, 4]);
        using var adam = new Adam(prior.NamedParameters(), learningRate: 0.01);
        for (var step = 0; step < 200; step++)
        {
            using var pass = TensorScope.Enter();
            prior.ZeroGrad();
            (-prior.LogProb(grids)).Mean().Backward();
            adam.Step();
        }
        // Eight equally likely grids have log 8 nats; a model that is sure of them cannot have less.
        var nats = -prior.LogProb(grids).Mean().ToDouble();
        nats.ShouldBeInRange(Math.Log(8) - 1e-4, Math.Log(8) + 0.1);
        var known = Enumerable.Range(0, 8).Select(k => string.Join(',', grids[k].ToArray<long>())).ToHashSet();
        var drawn = prior.Sample(64, new(1));
        // Under the model the eight have 90 % at least.
        Enumerable.Range(0, 64).Count(k => known.Contains(string.Join(',', drawn[k].ToArray<long>()))).ShouldBeGreaterThan(48);
    }

    [Fact]
    public void Sizes_that_make_no_network_are_named()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ConfigException>(() => Build(new() { Kernel = 4 })).Message.ShouldBe("kernel must be odd, 3 to 255, is 4");
        Should.Throw<ConfigException>(() => Build(new() { FirstKernel = 1 })).Message.ShouldBe("firstKernel must be odd, 3 to 255, is 1");
        using var net = Build(new() { Layers = 1, Features = 2, SkipFeatures = 2 }, mapChannels: 1);
        Should.Throw<TorchException>(() => net.Forward(Codes([1, 4, 4]), null, Tensor.Zeros([1, 1, 3, 4], DType.F64))).Message.ShouldContain("4×4");
        Should.Throw<TorchException>(() => net.Forward(Codes([1, 4]), null, null)).Message.ShouldContain("[B, H, W]");
    }

    private static GatedPixelCnn Build(GatedPixelCnnConfig config, int groups = 1, int classes = 0, int mapChannels = 0)
    {
        using var generator = new Generator(11);
        var net = new GatedPixelCnn(config, 5, generator, groups, classes, mapChannels);
        net.To(Device.Cpu, DType.F64);
        return net;
    }

    private static Tensor Codes(long[] shape)
    {
        using var generator = new Generator(12);
        return Ops.Randint(0, 5, shape, generator, DType.I64);
    }
}
