using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;
using Elbo.Training;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

ModelCatalog.Register(new("mine", "VAE with an encoder of my own", "own", "A model from outside the toolkit."), inputs =>
{
    var (g, d, body) = (inputs.Initialisation, inputs.Dimensions, new Mlp(16, [200], Activation.Tanh, inputs.Initialisation, Initialisers.GlorotUniform()));
    var decoder = new BernoulliDecoder(new(body, d, () => new DenseReadout(200, d, g, Initialisers.GlorotUniform())), inputs.Mean);
    return new Vae(new MyEncoder(d, g), LatentProgram.StandardNormal("z", 16), decoder, new ElboObjective());
});
var config = new RunConfig("mine", [], new DataConfig { Id = args[0] }, new TrainingConfig { Epochs = 2 }, Seed: 1);
using var data = Datasets.Open(config.Data.Id, config.Data.ToOptions());
var run = Directory.Exists(args[1]) ? RunDirectory.Open(args[1]) : RunDirectory.Create(args[1], config);   // a second time: goes on where it stopped
using (var trainer = new Trainer(run, data)) trainer.Run(new SilentObserver());
using var model = run.LoadModel();
var bound = IwaeEvaluator.Evaluate(model.As<ILatentVariables>()!, data, Split.Test, samples: 10, limit: 1000);
Console.WriteLine($"-log p(x) <= {bound.NegativeLogLikelihood.Mean:0.0} +- {bound.NegativeLogLikelihood.StandardError:0.0} nats");

sealed class MyEncoder : Conditional<Tensor>
{
    private readonly Linear hidden, head;
    public MyEncoder(int inputs, Generator g) : base(16) => (hidden, head) = (Child("hidden", new Linear(inputs, 200, g)), Child("head", new Linear(200, 32, g)));
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var halves = head.Forward(hidden.Forward(given).Relu()).Chunk(2, -1);
        return Normal.FromLogVariance(halves[0], halves[1]);
    }
}
