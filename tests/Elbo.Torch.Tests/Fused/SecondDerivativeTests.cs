using Elbo.Testing;
using Elbo.Torch.Fused;

namespace Elbo.Torch.Tests.Fused;

/// <summary>Kernels are differentiable once; inside a scope of <see cref="FusedPath.Off"/> the same computation is so twice.</summary>
[NoLeak]
public sealed class SecondDerivativeTests
{
    [Fact]
    public void The_penalty_on_a_gradient_of_a_net_with_a_bernoulli_likelihood_has_the_gradient_of_finite_differences()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(4);
        Tensor z = Tensor.Randn([3, 2], generator), x = Tensor.Rand([3, 6], generator), hidden = Tensor.Randn([5, 2], generator), output = Tensor.Randn([6, 5], generator), bias = Tensor.Randn([6], generator);
        Tensor[] weights = [hidden.RequireGrad(), output.RequireGrad(), bias.RequireGrad()];
        Tensor[] gradients;
        using (FusedPath.Off()) gradients = Gradients.Of([Penalty(z, x, weights)], weights);
        Tensor[] doubles = [.. weights.Select(w => w.To(DType.F64))];
        for (var k = 0; k < weights.Length; k++)
        {
            var numbers = doubles[k].ToArray<double>();
            var got = gradients[k].ToArray<float>();
            for (var i = 0; i < numbers.Length; i += 3)
            {
                // Central differences in f64: truncation about h² = 1e-8; the gradient itself is f32.
                var difference = (At(k, i, 1e-4) - At(k, i, -1e-4)) / 2e-4;
                ((double)got[i]).ShouldBe(difference, 2e-4 * (1 + Math.Abs(difference)), $"weight {k}[{i}]");
            }
        }

        double At(int k, int i, double step)
        {
            using var inner = TensorScope.Enter();
            var numbers = doubles[k].ToArray<double>();
            numbers[i] += step;
            Tensor[] moved = [.. doubles];
            moved[k] = Tensor.From(numbers).View(doubles[k].Shape);
            return Penalty(z.To(DType.F64), x.To(DType.F64), moved).ToDouble();
        }
    }

    [Fact]
    public void Outside_the_scope_the_error_names_it()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(4);
        Tensor z = Tensor.Randn([3, 2], generator), x = Tensor.Rand([3, 6], generator);
        Tensor[] weights = [Tensor.Randn([5, 2], generator), Tensor.Randn([6, 5], generator), Tensor.Randn([6], generator)];
        Should.Throw<TorchException>(() => Penalty(z, x, weights)).Message.ShouldContain("FusedPath.Off()");
    }

    [Fact]
    public void Scopes_nest_and_belong_to_their_thread()
    {
        FusedPath.IsOn.ShouldBeTrue();
        using (FusedPath.Off())
        {
            using (FusedPath.Off()) FusedPath.IsOn.ShouldBeFalse();
            FusedPath.IsOn.ShouldBeFalse();
            var elsewhere = false;
            var thread = new Thread(() => elsewhere = FusedPath.IsOn);
            thread.Start();
            thread.Join();
            elsewhere.ShouldBeTrue();
        }
        FusedPath.IsOn.ShouldBeTrue();
    }

    // Σ ‖∂ log p(x | z)/∂z‖², differentiable in the weights.
    private static Tensor Penalty(Tensor z, Tensor x, Tensor[] weights)
    {
        var input = z.Detach().RequireGrad();
        var logits = LinearActivation.Apply(LinearActivation.Apply(input, weights[0], null, Activation.Tanh), weights[1], weights[2], Activation.Identity);
        var logP = BernoulliLogits.LogProbRows(x, logits);
        return Gradients.Of([logP.Sum()], [input], createGraph: true)[0].Square().Sum();
    }
}
