using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Probability.Inference;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// Monte Carlo EM (Wei &amp; Tanner 1990), the baseline of Kingma &amp; Welling 2014, arXiv 1312.6114, §5: z of every training example is a chain of its own that each step moves towards p(z | x) by one Hamiltonian
/// trajectory of the decoder as it is, and the decoder ascends log p(x, z) there. There is no encoder. The step size follows the acceptance, nine in ten. Terms <c>reconstruction</c> and <c>prior</c>, −log p(z), add up to no bound,
/// as what the posterior spreads is not in them; <c>acceptance</c> is noted in training.
/// </summary>
public sealed class MonteCarloEmObjective : IGenerativeObjective
{
    private const double Target = 0.9, Growth = 1.02, Shrinkage = 0.98, FirstSize = 0.05, LeastSize = 1e-4, MostSize = 1;

    // Of the path by which examples come to their posterior that have no chain.
    private const int Distributions = 11;

    private readonly HamiltonianKernel kernel;
    private readonly Chains? chains;

    /// <param name="latent">Z, of the one latent site, a vector.</param>
    /// <param name="trainingExamples">N; null where it is not known, and no step can be taken.</param>
    /// <param name="leapfrogSteps">L of a trajectory; the paper takes 10.</param>
    public MonteCarloEmObjective(int latent, int? trainingExamples, int leapfrogSteps = 10) =>
        (kernel, chains) = (new(leapfrogSteps), trainingExamples is { } count ? new Chains(count, latent) : null);

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Part)> Parts => chains is null ? [] : [("chains", chains)];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">N is not known.</exception>
    public LossTerms Of(IGenerativeModel model, Batch x, StepContext step)
    {
        if (chains is null) throw new InvalidOperationException($"chains are kept for each training example; build the model with {nameof(ModelInputs)}.{nameof(ModelInputs.TrainingExamples)}");
        var pass = new Pass(step);
        var (z, acceptance) = Moved(model, x, step.Noise, learns: Gradients.Enabled && chains.IsTraining);
        var values = new SiteValues(z.Site, z.Value);
        var logLikelihood = model.Likelihood(x, values, pass).LogProb(model.Observed(x));
        var visit = new ReplayWalk(values);
        model.VisitPrior(x, visit);
        Tensor reconstruction = SampleAxis.Mean(-logLikelihood), prior = SampleAxis.Mean(-visit.LogProb()!);
        List<LossTerm> terms = [new("reconstruction", reconstruction, Weight: 1), new("prior", prior, Weight: 1), .. pass.Terms];
        if (acceptance is { } share) terms.Add(new("acceptance", Tensor.Full([x.Count], share, DType.F32, z.Value.Device), Unit.None));
        return new(pass.Added(reconstruction + prior), terms);
    }

    /// <summary>Posterior draws [1, B, Z]: the examples' chains moved once, or, of examples that are only measured, fresh ones that are annealed from the prior.</summary>
    private ((string Site, Tensor Value) Z, double? Acceptance) Moved(IGenerativeModel model, Batch x, NoiseStream noise, bool learns)
    {
        using var off = Gradients.Off();
        var path = new PosteriorPath(model, x, AnnealingBase.Prior);
        if (path.Sites is not [var site]) throw new NotSupportedException("chains are kept of one latent site");
        var size = chains!.Size.ToDouble();
        if (!learns) return ((site, PosteriorChains.Lead(path, AnnealingSchedule.Sigmoid(Distributions), 1, new FrozenStepSize(size), noise, kernel).Place[0]), null);
        var state = ChainState.At(path, [chains.Place.IndexSelect(0, x.Index).Unsqueeze(0)]);
        var acceptance = kernel.Move(path, state, 1, size, noise);
        chains.Place.IndexCopyInPlace(0, x.Index, state.Place[0].Squeeze(0));
        chains.Size.CopyInPlace(Tensor.Scalar(Math.Clamp(size * (acceptance > Target ? Growth : Shrinkage), LeastSize, MostSize)));
        return ((site, state.Place[0]), acceptance);
    }

    /// <summary>Where each training example's chain is, and ε. All begin at the middle of the prior.</summary>
    private sealed class Chains : Module
    {
        public Chains(int count, int latent)
        {
            using var scope = TensorScope.Enter();
            Place = Buffer("place", Tensor.Zeros([count, latent]));
            Size = Buffer("step_size", Tensor.Full([], FirstSize));
        }

        public Tensor Place { get; }

        public Tensor Size { get; }
    }
}
