using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Torch;
using Elbo.Torch.Optim;

using var data = Datasets.Open(args.FirstOrDefault() ?? "mnist");
using var start = new Generator(seed: 1);
using var model = VaeDefinition.Build(new VaeConfig { Latent = 20, Hidden = [200] }, new ModelInputs(data.Info.Shape, start));
using var adam = new Adam(model.NamedParameters(), learningRate: 1e-3);
var batches = new BatchPlan(data, Split.Train, batchSize: 100, new SeedStreams(1));
var noise = new NoiseStream(seed: 1);
while (batches.Epoch < 2)
{
    using var scope = TensorScope.Enter();              // owns every tensor of this step
    if (!batches.TryNext(out var batch)) continue;      // the end of an epoch
    model.Loss(batch, noise).Objective.Mean().Backward();
    adam.Step();
    adam.ZeroGrad();
}
var bound = IwaeEvaluator.Evaluate(model.As<ILatentVariables>()!, data, Split.Test, samples: 100);
Console.WriteLine($"-log p(x) <= {bound.NegativeLogLikelihood.Mean:0.0} +- {bound.NegativeLogLikelihood.StandardError:0.0} nats");
