using Elbo.Testing;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class LayerReferenceTests
{
    public static IEnumerable<TheoryDataRow<string>> Names() => LayerCases.Names.Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_values_gradients_and_buffers_equal_pytorchs(string name)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var fixture = new TorchFixture(name);
        using var module = LayerCases.Make(name, fixture, generator);
        module.Train(fixture.Flag("train"));
        var state = fixture.Under("param.").Concat(fixture.Under("buffer.")).ToDictionary(s => s.Name, s => s.Value);
        module.State().Select(s => s.Name).ShouldBe(state.Keys, ignoreOrder: true);
        using (Gradients.Off())
            foreach (var (path, value) in module.State()) value.CopyInPlace(state[path]);

        var inputs = fixture.Under("in.").ToDictionary(i => i.Name, i => i.Value);
        foreach (var input in inputs.Values) _ = input.DType.IsFloating() ? input.RequireGrad() : input;
        var outputs = LayerCases.Call(module, key => inputs.GetValueOrDefault(key));
        outputs.Select(o => o.Name).ShouldBe(fixture.Under("out.").Select(o => o.Name).Where(n => !n.StartsWith("buffer.", StringComparison.Ordinal)), ignoreOrder: true);
        foreach (var (output, value) in outputs) TorchFixture.ShouldAgree(value, fixture[$"out.{output}"], $"{name}: {output}");

        outputs.Select(o => (o.Value * fixture[$"cot.{o.Name}"]).Sum()).Aggregate((a, b) => a + b).Backward();
        foreach (var (path, value) in module.NamedParameters()) TorchFixture.ShouldAgree(value.Grad!, fixture[$"grad.param.{path}"], $"{name}: gradient of {path}");
        foreach (var (input, value) in inputs.Where(i => i.Value.DType.IsFloating())) TorchFixture.ShouldAgree(value.Grad!, fixture[$"grad.in.{input}"], $"{name}: gradient of {input}");
        foreach (var (path, value) in module.NamedBuffers()) TorchFixture.ShouldAgree(value, fixture[$"out.buffer.{path}"], $"{name}: {path} afterwards");
    }

    [Fact]
    public void Activations_and_their_gradients_equal_pytorchs()
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture("activations");
        var layers = new Dictionary<string, Layer>
        {
            ["relu"] = new Relu(),
            ["elu"] = new Elu(),
            ["leaky_relu"] = new LeakyRelu(),
            ["softplus"] = new Softplus(),
            ["silu"] = new Silu(),
            ["gelu"] = new Gelu(),
            ["gelu_tanh"] = new Gelu(approximate: true),
            ["tanh"] = new Tanh(),
            ["sigmoid"] = new Sigmoid(),
        };
        fixture.Under("out.").Select(o => o.Name).ShouldBe(layers.Keys, ignoreOrder: true);
        foreach (var (name, layer) in layers)
        {
            var x = fixture["in.x"].Clone().RequireGrad();
            var y = layer.Forward(x);
            TorchFixture.ShouldAgree(y, fixture[$"out.{name}"], name);
            TorchFixture.ShouldAgree(Gradients.Of([y], [x], [fixture["cot.y"]])[0], fixture[$"grad.{name}"], $"gradient of {name}");
        }
    }

    [Fact]
    public void Layers_start_from_the_values_of_pytorch_for_the_same_seed()
    {
        using var generator = new Generator(0);
        // torch.manual_seed(0); nn.Conv2d(1, 1, 2); nn.ConvTranspose1d(1, 2, 1); nn.GRU(1, 1); nn.Embedding(2, 2, padding_idx=0)
        using var conv = new Conv2d(1, 1, 2, generator);
        using var up = new ConvTranspose1d(1, 2, 1, generator);
        using var gru = new Gru(1, 1, generator);
        using var table = new Embedding(2, 2, generator, paddingIndex: 0);
        conv.Weight.ToArray<float>().ShouldBe([-0.0037434f, 0.2682218f, -0.4115226f, -0.3679695f], 1e-6f);
        up.Weight.ToArray<float>().ShouldBe([0.1896159f, -0.0140100f], 1e-6f);
        gru.NamedParameters().First().Value.ToArray<float>().ShouldBe([0.2646126f, -0.3022131f, -0.1965654f], 1e-6f);
        table.Weight.ToArray<float>().ShouldBe([0.0000000f, 0.0000000f, -0.7322416f, 0.3832549f], 1e-6f);
    }
}
