using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Measures;

/// <summary>
/// The bound of a model whose q(z | x) is a sampler, by the change of variables at its draws (Pu et al. 2017, arXiv 1704.05155): E[log p(x, z)] + H(q) with log q(z) = log N(ξ; 0, I) − log|det ∂f/∂ξ|, and its importance-weighted form.
/// Both are bounds where f makes no z of two ξ. That it folds shows in determinants of both signs: where a share s of the draws has the rarer one, and no z is made of more than one ξ of each sign, the bound is too high by at
/// most the entropy of s, as Σ_i q_i log(q/q_i) over the parts q_i of q is at most that. Beyond a hundredth nothing is said.
/// </summary>
public sealed class SamplerBoundMeasure : IMeasure
{
    private const int Rows = 1000;

    private const double MostFolded = 0.01;

    /// <summary>E_q[log p(x, z) − log q(z | x)], nats per example.</summary>
    public static FigureKind Elbo { get; } = Kind("elbo", "nats", "bound by the change of variables, if the sampler does not fold", Direction.Higher) with { Label = "elbo, log-det" };

    /// <summary>−L_K by the same densities, nats per example.</summary>
    public static FigureKind Nll { get; } = Kind("nll", "nats", "−L_K by the change of variables, if the sampler does not fold", Direction.Lower) with { Label = "nll, log-det" };

    /// <summary>(Σ w)²/Σ w² over the K samples of an example, mean over examples.</summary>
    public static FigureKind Effective { get; } = Kind("ess", "samples", "of L_K", Direction.Higher);

    /// <summary>Share of the draws whose determinant has the rarer sign of their example, 0 to 1.</summary>
    public static FigureKind Folded { get; } = Kind("folded", "", "share of determinants of the rarer sign", Direction.Lower) with { Label = "folded", IsShown = false, Decimals = 6 };

    /// <inheritdoc/>
    public string Id => "sampler-bound";

    /// <inheritdoc/>
    public string Summary => "bound of a sampler by the change of variables";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Elbo, Nll, Effective, Folded];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => model.As<ILatentVariables>() is { HasBound: false, HasPointPosterior: false } ? null : "q(z|x) is no sampler without a density";

    /// <inheritdoc/>
    /// <exception cref="UnfitException">Noise and code differ in size, or the map folds.</exception>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        using var off = Gradients.Off();
        var (model, samples) = (context.Latent, Math.Max(1, context.Samples));
        var noise = new NoiseStream(new SeedStreams(context.Seed).Seed("sampler-bound"));
        List<double> means = [], bounds = [], effective = [];
        long draws = 0, folded = 0;
        new OrderedBatches(context.Data, context.Split, Math.Max(1, Rows / samples), context.Limit).ForEach(batch =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            var bound = Draw(model, batch, samples, noise, out var orientation);
            var logW = bound.LogWeights();
            // Of each example those that are not of the greater number.
            var positive = orientation.Gt(0).To(DType.F64).Sum([0]).ToArray<double>();
            folded += (long)positive.Sum(n => Math.Min(n, samples - n));
            draws += samples * batch.Count;
            var weights = new ImportanceAccumulator();
            weights.Add(logW);
            bounds.AddRange(weights.LogMeanExp());
            effective.AddRange(weights.EffectiveSampleSize());
            means.AddRange(logW.Mean([0], dtype: DType.F64).ToArray<double>());
            context.Progress?.Invoke(means.Count);
        });
        var share = folded / (double)draws;
        if (share > MostFolded)
            throw new UnfitException(string.Create(CultureInfo.InvariantCulture, $"the sampler folds: {share:0.0 %} of its determinants have the other sign, so that one ξ alone does not tell the density of z, and there is no bound"));
        var caveat = share == 0 ? "all determinants of one sign"
            : string.Create(CultureInfo.InvariantCulture, $"{share:0.00 %} of the determinants have the other sign, so it may be up to {-share * Math.Log(share) - (1 - share) * Math.Log(1 - share):0.000} nats too high");
        List<Figure> figures = [new(Elbo, Estimate.Of(means)) { Detail = $"bound by the change of variables; {caveat}" }, new(Folded, share)];
        if (context.Samples < 2) return figures;
        var (mean, error) = Estimate.Of(bounds);
        figures.Add(new(Nll, new Estimate(-mean, error)) { Detail = string.Create(CultureInfo.InvariantCulture, $"−L_{samples} by the change of variables, of the same caveat; effective samples {effective.Average():0.0}") });
        figures.Add(new(Effective, effective.Average()));
        return figures;
    }

    private static Bound Draw(ILatentVariables model, Batch batch, int samples, NoiseStream noise, out Tensor orientation)
    {
        var bound = Bound.Draw(model, batch, samples, new(noise));
        if (bound.Sites is not [{ Q: ImplicitDraws { IsSquare: true } q, Noise: { } xi }])
            throw new UnfitException("the noise of the sampler has another size than its code, so that a draw does not tell its density; --estimator ais needs none");
        orientation = q.Orientation(xi);
        return bound;
    }

    private static FigureKind Kind(string name, string unit, string meaning, Direction better = Direction.None) => new(name, unit, meaning, better) { Section = "log_det", IsKept = false };
}
