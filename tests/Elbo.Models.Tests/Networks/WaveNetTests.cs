using Elbo.Models.Configuration;
using Elbo.Models.Networks;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Networks;

[NoLeak]
public sealed class WaveNetTests
{
    [Theory]
    [InlineData(2, 1, 1, 3)]
    [InlineData(2, 3, 1, 9)]
    [InlineData(2, 3, 2, 16)]
    [InlineData(3, 2, 1, 9)]
    [InlineData(3, 2, 2, 15)]
    public void A_code_sees_exactly_its_receptive_field(int kernel, int cycle, int repeats, int field)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var net = Build(new() { Features = 6, SkipFeatures = 16, Kernel = kernel, Cycle = cycle, Repeats = repeats });
        net.ReceptiveField.ShouldBe(field);
        var steps = field + 6;
        var codes = Codes([2, steps]);
        var before = net.Forward(codes);
        for (var from = 0; from < steps; from++)
        {
            var perturbed = codes.Clone();
            var code = perturbed[0].Narrow(0, from, 1);
            code.CopyInPlace((code + 1).Remainder(5));
            var change = (net.Forward(perturbed) - before).Abs().Amax([1]);
            change[1].Max().ToDouble().ShouldBe(0, "the other example");
            var changed = change[0].ToArray<double>();
            for (var at = 0; at < steps; at++) (changed[at] != 0).ShouldBe(at > from && at - from <= field, $"{at} from {from}");
        }
    }

    [Fact]
    public void The_published_size_has_the_field_of_its_dilations()
    {
        using var scope = TensorScope.Enter();
        using var net = Build(new() { Features = 2, SkipFeatures = 2, Cycle = 10, Repeats = 3 });
        // 3·(1 + 2 + … + 512) and the two of the first convolution.
        net.ReceptiveField.ShouldBe((3 * 1023) + 2);
    }

    [Fact]
    public void A_local_condition_holds_for_its_frame_and_a_speaker_everywhere()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var net = Build(new() { Features = 6, SkipFeatures = 16, Cycle = 2, Repeats = 1 }, classes: 2, localChannels: 1);
        var codes = Codes([1, 12]);
        var (zero, one) = (Tensor.From<long>([0L]), Tensor.From<long>([1L]));
        var y = Tensor.From([0.3, -0.7, 1.1], 1, 1, 3);
        var before = net.Forward(codes, zero, y);
        (net.Forward(codes, one, y) - before).Abs().Amax([1]).Min().ToDouble().ShouldBeGreaterThan(0);
        // Repeating before or after the 1×1 convolution differs by the order of one sum.
        (net.Forward(codes, zero, y.RepeatInterleave(4, 2)) - before).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
        var other = y.Clone();
        other.View([3]).Narrow(0, 1, 1).FillInPlace(2);
        var changed = (net.Forward(codes, zero, other) - before).Abs().Amax([1])[0].ToArray<double>();
        changed.Take(4).ShouldAllBe(change => change == 0);
        // The frame itself, and what the dilations 1 and 2 carry beyond it.
        changed.Skip(4).Take(4 + 2).ShouldAllBe(change => change > 0);
    }

    [Fact]
    public void Sizes_that_make_no_network_are_named()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ConfigException>(() => Build(new() { Kernel = 1 })).Message.ShouldBe("kernel must be 2 to 64, is 1");
        using var net = Build(new() { Features = 2, SkipFeatures = 2, Cycle = 1, Repeats = 1 }, localChannels: 1);
        Should.Throw<TorchException>(() => net.Forward(Codes([1, 10]), null, Tensor.Zeros([1, 1, 3], DType.F64))).Message.ShouldContain("10 steps");
        Should.Throw<ArgumentException>(() => net.Forward(Codes([1, 10]))).Message.ShouldContain("none is given");
    }

    private static WaveNet Build(WaveNetConfig config, int classes = 0, int localChannels = 0)
    {
        using var generator = new Generator(11);
        var net = new WaveNet(config, 5, generator, 1, classes, localChannels);
        net.To(Device.Cpu, DType.F64);
        return net;
    }

    private static Tensor Codes(long[] shape)
    {
        using var generator = new Generator(12);
        return Ops.Randint(0, 5, shape, generator, DType.I64);
    }
}
