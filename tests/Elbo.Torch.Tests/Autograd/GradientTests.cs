using Elbo.Testing;

namespace Elbo.Torch.Tests.Autograd;

[NoLeak]
public sealed class GradientTests
{
    [Fact]
    public void Backward_accumulates_into_leaves()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([1.0, 2.0, 3.0]).RequireGrad();
        (x * x).Sum().Backward();
        (x * x).Sum().Backward();
        x.Grad!.ToArray<double>().ShouldBe([4.0, 8.0, 12.0]);
        x.SetGrad(null);
        x.Grad.ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_recorded_while_gradients_are_off()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.Ones([2]).RequireGrad();
        using (Gradients.Off()) (x * 2).RequiresGrad.ShouldBeFalse();
        (x * 2).RequiresGrad.ShouldBeTrue();
    }

    [Fact]
    public void Second_derivatives_come_from_a_recorded_gradient()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([2.0]).RequireGrad();
        var first = Gradients.Of([x.Pow(3).Sum()], [x], createGraph: true)[0];
        Gradients.Of(first.Sum(), x).ToDouble().ShouldBe(12, 1e-12);
    }

    [Fact]
    public void A_custom_function_uses_its_own_backward_and_frees_its_context()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([1.0, -2.0]).RequireGrad();
        var y = new Tripled().Apply(x);
        y.ToArray<double>().ShouldBe([3.0, -6.0]);
        y.Sum().Backward();
        // Deliberately not 3: the gradient is the one written by hand, 7·x.
        x.Grad!.ToArray<double>().ShouldBe([7.0, -14.0]);
    }

    [Fact]
    public void A_throwing_backward_surfaces_as_the_inner_exception()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([1.0]).RequireGrad();
        var y = new Failing().Apply(x).Sum();
        var failure = Should.Throw<TorchException>(() => y.Backward());
        failure.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("no gradient today");
    }

    [Fact]
    public void A_second_backward_through_a_custom_function_is_refused_unless_the_graph_was_retained()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([1.0]).RequireGrad();
        var y = new Tripled().Apply(x).Sum();
        y.Backward(retainGraph: true);
        y.Backward();
        Should.Throw<TorchException>(() => y.Backward()).Message.ShouldContain("second time");
    }

    private sealed class Tripled : CustomFunction
    {
        public Tensor Apply(Tensor x)
        {
            Tensor y;
            using (Gradients.Off()) y = x * 3;
            Attach([x], [y], [x]);
            return y;
        }

        protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients) =>
            gradients[0] = incoming[0]! * saved[0] * 7;
    }

    private sealed class Failing : CustomFunction
    {
        public Tensor Apply(Tensor x)
        {
            Tensor y;
            using (Gradients.Off()) y = x * 1;
            Attach([x], [y], []);
            return y;
        }

        protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients) =>
            throw new InvalidOperationException("no gradient today");
    }
}
