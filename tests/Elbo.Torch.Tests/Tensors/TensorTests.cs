using Elbo.Testing;

namespace Elbo.Torch.Tests.Tensors;

[NoLeak]
public sealed class TensorTests
{
    [Fact]
    public void Errors_name_the_operator_and_the_shapes()
    {
        using var scope = TensorScope.Enter();
        var failure = Should.Throw<TorchException>(() => Tensor.Ones([3, 4]).Matmul(Tensor.Ones([3, 4])));
        failure.Message.ShouldStartWith("matmul(f32[3, 4], f32[3, 4]): ");
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.F64)]
    [InlineData(DType.BF16)]
    [InlineData(DType.I64)]
    [InlineData(DType.U8)]
    [InlineData(DType.Bool)]
    public void Every_element_type_is_created_converted_and_read_back(DType dtype)
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([0.0, 1.0, 1.0]).To(dtype);
        x.DType.ShouldBe(dtype);
        x.To(DType.F64).ToArray<double>().ShouldBe([0.0, 1.0, 1.0]);
        x.AsBytes().Length.ShouldBe(3 * dtype.Size());
    }

    [Fact]
    public void Spans_alias_the_memory_of_the_tensor()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.Zeros([2, 2]);
        x.AsWritableSpan<float>()[3] = 5;
        x.Sum().ToDouble().ShouldBe(5);
        Should.Throw<TorchException>(() => x.AsSpan<double>().Length).Message.ShouldContain("f32[2, 2]");
        Should.Throw<TorchException>(() => x.T().AsSpan<float>().Length).Message.ShouldContain("Contiguous()");
    }

    [Fact]
    public void Operators_follow_arithmetic()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([1.0, 2.0, 4.0]);
        (1 - x).ToArray<double>().ShouldBe([0.0, -1.0, -3.0]);
        (2 / x).ToArray<double>().ShouldBe([2.0, 1.0, 0.5]);
        (-x + x * 3 / 2.0).ToArray<double>().ShouldBe([0.5, 1.0, 2.0]);
        x[-1].ToDouble().ShouldBe(4);
    }

    [Fact]
    public void Lists_options_and_several_results_pass_through_the_dispatcher()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.Arange(6, DType.F32).View([2, 3]);
        x.Sum([1], keepdim: true).Shape.ToArray().ShouldBe([2L, 1L]);
        var (values, indices) = x.Max(1);
        values.ToArray<float>().ShouldBe([2f, 5f]);
        indices.ToArray<long>().ShouldBe([2L, 2L]);
        Ops.Cat([x, x], 0).Shape.ToArray().ShouldBe([4L, 3L]);
        x.Split(1, 1).Length.ShouldBe(3);
        x.Index([null, Tensor.From([2L, 0L])]).ToArray<float>().ShouldBe([2f, 0f, 5f, 3f]);
        x.Gelu("tanh").Shape.ToArray().ShouldBe([2L, 3L]);
    }

    [Fact]
    public void A_generator_replays_from_its_saved_state()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(7);
        _ = Tensor.Randn([5], generator);
        var state = generator.GetState();
        var first = Tensor.Randn([9], generator).ToArray<float>();
        generator.SetState(state);
        Tensor.Randn([9], generator).ToArray<float>().ShouldBe(first);
        Should.Throw<TorchException>(() => generator.SetState([1, 2, 3]));
    }

    [Fact]
    public void Streams_of_one_root_seed_differ_by_name_and_repeat_by_seed()
    {
        new SeedStreams(1).Seed("noise").ShouldBe(new SeedStreams(1).Seed("noise"));
        new SeedStreams(1).Seed("noise").ShouldNotBe(new SeedStreams(1).Seed("order"));
        new SeedStreams(2).Seed("noise").ShouldNotBe(new SeedStreams(1).Seed("noise"));
    }
}
