using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Priors;
using Elbo.Models.Quantizers;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Zoo.VideoVqVae;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Zoo.VideoVqVae;

[NoLeak]
public sealed class VideoVqVaeTests
{
    private static readonly ContractCase toy = ContractCase.All.First(c => c.Id == "vq-vae-video") with { Frames = 3 };

    [Fact]
    public void Predicted_frames_have_the_shape_of_those_seen_and_follow_the_actions_given()
    {
        using var scope = TensorScope.Enter();
        using var model = (VideoVqVaeModel)toy.Build();
        model.Evaluate();
        var batch = toy.Examples();
        var frames = batch.X.View([8, 3, -1]);
        var codes = model.EncodeFrames(frames);
        codes.Shape.ToArray().ShouldBe([8, 3, 2, 2]);
        var actions = model.ActionsOf(batch)!;
        actions.Shape.ToArray().ShouldBe([8, 2]);
        var next = model.Predict(codes.Narrow(1, 0, 1), Ops.Cat([actions, actions, actions], 1).Narrow(1, 0, 5), 5, new NoiseStream(1));
        next.Shape.ToArray().ShouldBe([8, 5, 2, 2]);
        model.DecodeFrames(next).Shape.ToArray().ShouldBe([8, 5, 16]);
        model.DecodeFrames(codes).Flatten(1).ToArray<float>().ShouldBe(model.Reconstruct(batch).ToArray<float>());
    }

    [Fact]
    public void Frames_are_coded_each_for_itself()
    {
        using var scope = TensorScope.Enter();
        using var model = (VideoVqVaeModel)toy.Build();
        model.Evaluate();
        var frames = toy.Examples().X.View([8, 3, -1]);
        model.EncodeFrames(frames.Narrow(1, 1, 1)).ToArray<long>().ShouldBe(model.EncodeFrames(frames).Narrow(1, 1, 1).Contiguous().ToArray<long>());
    }

    [Fact]
    public void The_bound_is_made_of_the_likelihood_of_all_frames_and_the_nats_of_the_second_stage()
    {
        using var scope = TensorScope.Enter();
        using var model = (VideoVqVaeModel)toy.Build();
        model.Evaluate();
        using var off = Gradients.Off();
        var batch = toy.Examples();
        var (reconstruction, kl) = model.ElboTerms(batch, new NoiseStream(1));
        // The same numbers summed in two orders.
        var prior = model.Stages[1].Loss(batch, new NoiseStream(1)).Objective.ToArray<float>();
        for (var b = 0; b < 8; b++) prior[b].ShouldBe(kl.ToArray<float>()[b], 1e-4f);
        var frames = model.Loss(batch, new NoiseStream(1)).Terms.Single(t => t.Name == "reconstruction").Values.ToArray<float>();
        for (var b = 0; b < 8; b++) (-3 * frames[b]).ShouldBe(reconstruction.ToArray<float>()[b], 1e-3f);
    }

    [Fact]
    public void Codes_of_several_books_at_a_place_are_predicted_too()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var config = new VideoVqVaeConfig
        {
            Frames = new() { VectorSize = 4, Network = new() { Width = 4, Halvings = 1 }, Quantizer = new() { Kind = QuantizerKind.Product, Codebooks = 2, Vector = new() { Codes = 3 } }, Prior = new() { Kind = CodePriorKind.Uniform } },
            Action = null,
        };
        using var model = VideoVqVaeModel.Build(config, new([3, 1, 4, 4], generator));
        model.Evaluate();
        model.Prior.Shape.ShouldBe([3, 2, 2, 2]);
        var codes = model.EncodeFrames(Tensor.Zeros([5, 3, 16]));
        model.Predict(codes, null, 2, new NoiseStream(1)).Shape.ToArray().ShouldBe([5, 2, 2, 2, 2]);
    }

    [Fact]
    public void Videos_without_the_actions_it_is_told_of_are_refused_and_those_without_any_can_be_modelled()
    {
        using var generator = new Generator(1);
        var config = new VideoVqVaeConfig() with { Frames = new() { Network = new() { Width = 8 }, Prior = new() { Kind = CodePriorKind.Uniform } } };
        Should.Throw<ConfigException>(() => VideoVqVaeModel.Build(config, new([3, 1, 8, 8], generator))).Message.ShouldContain("no factor 'action_1'");
        Should.Throw<ConfigException>(() => VideoVqVaeModel.Build(config, new([3, 1, 8, 8], generator) { Factors = [new("action_1", 3), new("action_2", 4)] })).Message.ShouldContain("differ in kind");
        Should.Throw<ConfigException>(() => VideoVqVaeModel.Build(config, new([1, 8, 8], generator))).Message.ShouldContain("videos of at least two frames");
        new VideoVqVaeConfig { Frames = new() }.Problems().ShouldContain(p => p.StartsWith("frames.prior.kind must be uniform", StringComparison.Ordinal));
        using var scope = TensorScope.Enter();
        using var model = VideoVqVaeModel.Build(config with { Action = null }, new([3, 1, 8, 8], generator));
        model.ActionCount.ShouldBe(0);
        model.Evaluate();
        using var off = Gradients.Off();
        model.Generate(2, new NoiseStream(1)).Shape.ToArray().ShouldBe([2, 3 * 64]);
        model.Predict(model.EncodeFrames(Tensor.Zeros([1, 2, 64])), null, 1, new NoiseStream(1)).Shape.ToArray().ShouldBe([1, 1, 2, 2]);
    }

    [Fact]
    public void Examples_without_their_actions_are_an_error_of_the_data()
    {
        using var scope = TensorScope.Enter();
        using var model = (VideoVqVaeModel)toy.Build();
        Should.Throw<DataException>(() => model.ActionsOf(ContractCase.Patterns(48))).Message.ShouldContain("do not say their actions");
    }
}
