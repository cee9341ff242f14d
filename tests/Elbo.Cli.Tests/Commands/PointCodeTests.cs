using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Models;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Runs.Evaluations;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;
using Elbo.Training;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Cli.Tests.Commands;

/// <summary>A model whose encoder is deterministic: it has no bound, and is evaluated by what remains.</summary>
public sealed class PointCodeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    static PointCodeTests() => ModelCatalog.Register(new("point-autoencoder", "Autoencoder", "own", "A code of two numbers without noise, held to N(0, I) by a discriminator."), inputs =>
    {
        var (g, d) = (inputs.Initialisation, inputs.Dimensions);
        var decoder = new BernoulliDecoder(new(new Mlp(2, [8], Activation.Tanh, g, Initialisers.GlorotUniform()), d, () => new DenseReadout(8, d, g, Initialisers.GlorotUniform())), inputs.Mean);
        return new Vae(new PointEncoder(d, g), LatentProgram.StandardNormal("z", 2), decoder, new AdversarialObjective(new Discriminator(2, [8], g), 1e-3, "encoder"));
    });

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_evaluated_by_what_fits_and_what_does_not_is_left_out_with_the_reason()
    {
        var config = new RunConfig("point-autoencoder", [], new DataConfig { Id = SmallImages.Write(folder.Within("data")) }, new TrainingConfig { Epochs = 2 }, Seed: 1);
        using var data = Datasets.Open(config.Data.Id, config.Data.ToOptions());
        var run = RunDirectory.Create(folder.Within("run"), config);
        using (var trainer = new Trainer(run, data)) trainer.Run(new SilentObserver());
        using var model = run.LoadModel();
        var evaluation = RunEvaluation.Measure(run, model, data, Split.Test, samples: 3, int.MaxValue, 1, new SilentSession());
        var text = new StringWriter();
        evaluation.Write(text);
        text.ToString().ShouldContain("without bound: the encoder is deterministic");
        text.ToString().ShouldNotContain("without kl"); // nobody asked for it by name
        evaluation.Write(text, [MeasureCatalog.All.Single(m => m.Id == "kl")]);
        text.ToString().ShouldContain("without kl: the encoder is deterministic");
        var found = evaluation.ToJson();
        foreach (var measure in (string[])["bound", "iwae", "kl", "information"]) found["unfit"]![measure]!.ToString().ShouldContain("deterministic", Case.Sensitive, measure);
        foreach (var figure in (string[])["elbo", "kl", "nll", "kl_per_dimension", "information"]) found[figure].ShouldBeNull(figure);
        ((double)found["reconstruction"]!).ShouldBeLessThan(0);
        found["reconstruction_quality"]!["psnr"].ShouldNotBeNull();
        ((int)found["latent"]!).ShouldBe(2);
        RunReport.Write(run, model, data, evaluation);
        File.ReadAllText(run.ReportPath).ShouldContain("Activity by dimension");
    }

    private sealed class PointEncoder : Conditional<Tensor>
    {
        private readonly Linear map;

        public PointEncoder(int inputs, Generator g)
            : base(2) => (map, IsPoint) = (Child("map", new Linear(inputs, 2, g)), true);

        public override Distribution Of(Tensor given, Pass? pass = null) => new PointMass(map.Forward(given));
    }
}
