using Elbo.Testing;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class ModuleTests
{
    [Fact]
    public void Paths_of_parameters_and_buffers_are_dotted_and_in_order_of_naming()
    {
        using var generator = new Generator(1);
        using var net = new Pair(generator);
        net.NamedParameters().Select(p => p.Name).ShouldBe(["scale", "encoder.0.weight", "encoder.0.bias", "encoder.2.weight"]);
        net.State().Select(p => p.Name).ShouldBe(["scale", "encoder.0.weight", "encoder.0.bias", "encoder.2.weight", "steps"]);
        net.Parameters().ShouldAllBe(p => p.RequiresGrad && p.IsLeaf);
        net.NamedBuffers().ShouldAllBe(b => !b.Value.RequiresGrad);
        net.ParameterCount.ShouldBe(1 + 15 + 5 + 10);
    }

    [Fact]
    public void A_seed_gives_the_starting_weights_of_pytorch()
    {
        using var generator = new Generator(0);
        using var layer = new Linear(3, 2, generator);
        // torch.manual_seed(0); torch.nn.Linear(3, 2)
        layer.Weight.ToArray<float>().ShouldBe([-0.0043225f, 0.3097158f, -0.4751853f, -0.4248946f, -0.2223690f, 0.1548207f], 1e-6f);
        layer.Bias!.ToArray<float>().ShouldBe([-0.0114391f, 0.4577749f], 1e-6f);
    }

    [Fact]
    public void Names_that_would_not_make_a_path_are_refused()
    {
        using var generator = new Generator(1);
        foreach (var name in (string[])["", "a.b"]) Should.Throw<ArgumentException>(() => new Named(name, "b").Dispose()).Message.ShouldContain($"'{name}'");
        Should.Throw<ArgumentException>(() => new Named("same", "same")).Message.ShouldContain("already has a part named 'same'");
    }

    [Fact]
    public void A_module_has_one_parent()
    {
        using var generator = new Generator(1);
        using var layer = new Linear(1, 1, generator);
        using var first = new Sequential(layer);
        Should.Throw<ArgumentException>(() => new Sequential(layer)).Message.ShouldContain("already the child");
    }

    [Fact]
    public void Conversion_changes_the_contents_and_not_the_tensors()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var net = new Pair(generator);
        var before = net.State().Select(s => s.Value).ToArray();
        var weight = before[1].ToArray<float>();
        net.Forward(Tensor.Ones([1, 3])).Sum().Backward();
        net.To(Device.Cpu, DType.F64);
        net.State().Select(s => s.Value).ShouldBe(before);
        before[1].DType.ShouldBe(DType.F64);
        before[1].ToArray<double>().ShouldBe(weight.Select(w => (double)w));
        before[1].Grad.ShouldBeNull();
        before[4].DType.ShouldBe(DType.I64);
        net.Forward(Tensor.Ones([1, 3], DType.F64)).Sum().Backward();
        before[1].Grad!.DType.ShouldBe(DType.F64);
    }

    [Fact]
    public void Modes_reach_every_child_and_disposing_frees_every_tensor()
    {
        using var generator = new Generator(1);
        var net = new Pair(generator);
        net.Evaluate();
        net.NamedChildren().Single().Value.NamedChildren().ShouldAllBe(c => !c.Value.IsTraining);
        net.Train();
        net.NamedChildren().Single().Value.IsTraining.ShouldBeTrue();
        var tensors = net.State().Select(s => s.Value).ToArray();
        net.Dispose();
        tensors.ShouldAllBe(t => !t.IsAlive);
    }

    private sealed class Pair : Layer
    {
        private readonly Tensor scale;
        private readonly Sequential encoder;

        public Pair(Generator generator)
        {
            using var scope = TensorScope.Enter();
            scale = Param("scale", Tensor.Ones([1]));
            encoder = Child("encoder", new Sequential(new Linear(3, 5, generator), new Tanh(), new Linear(5, 2, generator, bias: false)));
            Buffer("steps", Tensor.Zeros([], DType.I64));
        }

        public override Tensor Forward(Tensor x) => encoder.Forward(x) * scale;
    }

    private sealed class Named : Module
    {
        public Named(string first, string second)
        {
            using var scope = TensorScope.Enter();
            try
            {
                Param(first, Tensor.Ones([1]));
                Buffer(second, Tensor.Ones([1]));
            }
            catch (ArgumentException)
            {
                Dispose();
                throw;
            }
        }
    }
}
