using System.Globalization;
using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability.Inference;
using Elbo.Torch;

namespace Elbo.Evaluation.Studies;

/// <summary>
/// Decoders of any training side by side (Wu et al. 2017, arXiv 1611.04273, tables 1 and 2): log p(x) by annealed importance sampling on test and training examples, what it can be off by on simulated ones,
/// and what an importance-weighted bound and a kernel density estimate say of the same examples.
/// </summary>
public sealed class DecodersStudy : IStudy
{
    private const int ImportanceSamples = 5_000, LadderExamples = 16, Shown = 10;

    // Parts of the whole path, which is in the table above, and of all draws.
    private static readonly int[] parts = [16, 8, 4, 2], draws = [1_000, 100, 10, 1];

    /// <inheritdoc/>
    public string Id => "decoders";

    /// <inheritdoc/>
    public string Summary => "Decoders by AIS, by their bounds and by kernel density, which may rank them otherwise";

    /// <inheritdoc/>
    public string Source => "Wu et al. 2017 (arXiv 1611.04273), tables 1 and 2";

    /// <inheritdoc/>
    public string? DefaultData => null;

    /// <inheritdoc/>
    public int? DefaultSamples => 100_000;

    /// <inheritdoc/>
    public int? DefaultExamples => 50;

    /// <inheritdoc/>
    public bool IsAnnealed => true;

    /// <inheritdoc/>
    public string? Unfit(Model model, IDataset data) => model.As<IGenerativeModel>() is not { } generative ? "it has no density of the kind p(x | z) p(z)"
        : generative.Words.HasConditionalPrior || generative.Words.Given is not null ? "it is told something of each example, and nothing but z may be"
        : data.Info.Kind != DataKind.Array ? $"its examples are {data.Info.Kind.Describe()}, not arrays of numbers"
        : PosteriorPath.Missing(generative) ?? NoPath(generative, data);

    // What shows at the sites, such as a direction.
    private static string? NoPath(IGenerativeModel model, IDataset data)
    {
        using var scope = TensorScope.Enter();
        try
        {
            _ = new PosteriorPath(model, data.Draw(Split.Train, [0]), AnnealingBase.Prior);
            return null;
        }
        catch (NotSupportedException missing)
        {
            return missing.Message;
        }
    }

    /// <inheritdoc/>
    public StudyResult Run(StudyContext context)
    {
        using var scope = TensorScope.Enter();
        List<IReadOnlyList<object?>> rows = [], ladder = [];
        List<LineSeries> lines = [];
        List<(string Name, Estimate Annealed, double Kernel)> ranks = [];
        List<string> notes = [];
        var (chains, steps, count) = (context.Annealing.Chains, context.Annealing.Steps, context.Annealing.Examples ?? DefaultExamples!.Value);
        var part = 0;
        var held = context.Models[0].Held;
        var word = held.ToString().ToLowerInvariant();
        foreach (var studied in context.Models)
        {
            var model = studied.Model.As<IGenerativeModel>()!;
            Say($"AIS of {word} examples and of simulated ones");
            var test = Annealed(held, count, context.Annealing with { Bdmc = true });
            Say("AIS of training examples");
            var train = Annealed(Split.Train, count, context.Annealing);
            Say("kernel density and bound");
            var x = studied.Data.Draw(held, [.. test.Indices]);
            int[] counts = [.. draws.Select(d => Math.Max(1, context.Samples / d)).Distinct()];
            var kernel = PriorBound.LogMeans(model, x, counts, context.Seed, studied.Kept, context.Cancel);
            var bound = model is ILatentVariables { HasBound: true, HasPointPosterior: false } latent ? Bound(latent, test) : null;
            Estimate own = Estimate.Of(test.PerExample), dense = Estimate.Of(kernel[^1]), gap = test.Sandwich!.Gap;
            rows.Add([studied.Name, own, Estimate.Of(train.PerExample), gap, bound is null ? null : Estimate.Of(bound), dense, bound is null ? null : own.Mean - bound.Average(), own.Mean - dense.Mean, test.EffectiveChains, test.Acceptance]);
            ranks.Add((studied.Name, own, dense.Mean));
            if (test.IsCarriedByOne(chains))
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{studied.Name}: of {chains} chains one carries the average ({test.EffectiveChains:0.0} effective): its AIS is far below log p(x); take more distributions (--steps)"));
            Say("AIS by its budget");
            Ladder();

            AnnealedBound Annealed(Split split, int examples, AnnealingOptions options) =>
                AnnealedEvaluator.Evaluate(model, studied.Data, split, options, examples, context.Seed, studied.Kept, cancel: context.Cancel);

            // The same few examples at every budget.
            void Ladder()
            {
                var few = Math.Min(LadderExamples, test.PerExample.Count);
                List<(double Cost, double Value)> annealed = [], drawn = [];
                foreach (var distributions in parts.Select(p => Math.Max(2, steps / p)).Distinct().Where(t => t < steps)) Rung(distributions, Annealed(held, few, context.Annealing with { Steps = distributions }));
                Rung(steps, test);
                foreach (var (k, samples) in counts.Index()) Add(drawn, "kernel density", samples, samples, Estimate.Of([.. kernel[k].Take(few)]));
                lines.Add(new($"{studied.Name}, AIS", [.. annealed.Select(p => p.Cost)], [.. annealed.Select(p => p.Value)]));
                if (drawn.Count > 1) lines.Add(new($"{studied.Name}, kernel density", [.. drawn.Select(p => p.Cost)], [.. drawn.Select(p => p.Value)]));

                void Rung(int distributions, AnnealedBound found) =>
                    Add(annealed, "AIS", distributions, (double)chains * (distributions - 1) * HamiltonianKernel.UsualSteps, Estimate.Of([.. found.PerExample.Take(few)]));

                void Add(List<(double, double)> to, string estimator, int budget, double cost, Estimate estimate)
                {
                    to.Add((cost, estimate.Mean));
                    ladder.Add([$"{studied.Name}, {estimator}", budget, cost, estimate]);
                }
            }

            double[] Bound(ILatentVariables latent, AnnealedBound of) => studied.Kept.Of(
                string.Create(CultureInfo.InvariantCulture, $"iwae {ImportanceSamples} {context.Seed} {PrecisionScope.Current}"), MemoryMarshal.AsBytes(of.Indices.ToArray().AsSpan()),
                () => [.. IwaeEvaluator.Evaluate(latent, new SelectedDataset(studied.Data, held, of.Indices), held, ImportanceSamples, seed: context.Seed, cancel: context.Cancel).PerExample]);

            void Say(string what) => context.Report($"{studied.Name}: {what}", part++, 4 * context.Models.Count);
        }
        if (context.Models.All(m => m.Model.As<ILatentVariables>() is null)) notes.Add("no model here has an encoder, so there is no importance-weighted bound");
        return new()
        {
            Finding = Finding(ranks, context.Samples),
            Tables =
            [
                new("estimates", string.Create(CultureInfo.InvariantCulture, $"log p(x) in nats of {Math.Min(count, context.Models[0].Data.Count(held))} examples of each split of {context.Models[0].Data.Info.Id}: AIS of {chains} chains and {steps} distributions, L_{ImportanceSamples}, kernel density of {context.Samples} draws"),
                [
                    new("model", "model"), new($"ais_{word}", $"AIS, {word}"), new("ais_train", "AIS, train"), new("bdmc_gap", "gap, simulated", "0.00"), new($"bound_{word}", $"L_{ImportanceSamples}, {word}"), new($"kernel_{word}", $"kernel density, {word}"),
                    new("bound_below", "bound below AIS"), new("kernel_below", "kernel density below AIS"), new("ess", "effective chains"), new("acceptance", "accepted", "0.00"),
                ], rows),
                new("budget", string.Create(CultureInfo.InvariantCulture, $"log p(x) of the first {Math.Min(count, LadderExamples)} {word} examples by what it costs"),
                    [new("estimator", "model and estimator"), new("budget", "distributions or draws", "0"), new("evaluations", "decoder evaluations an example", "0"), new("log_density", "log p̂ (nats)")], ladder),
            ],
            Charts = [new("budget", Chart.Lines("What an estimate of log p(x) costs", new("evaluations of the decoder, an example") { IsLogarithmic = true }, new("log p̂", "nats"), lines), "Kernel density rises with the logarithm of its draws and stays far below AIS of the same cost.")],
            Images = context.Models[0].Data.Info.Shape is [1 or 3, _, _] shape ? [Draws(context, shape)] : [],
            Notes =
            [
                "the gap is upper minus lower bound of simulated examples (bidirectional Monte Carlo): what AIS of examples like the model's own draws is off by at most, on average; AIS itself is a lower bound",
                "kernel density is importance sampling from the prior under the model's own p(x | z): its width is the model's, not chosen",
                "all models have the same examples; ± is the standard error over them",
                "the paper takes 1,000 test and 100 training images, 10,000 distributions, 1,000,000 draws",
                .. notes,
            ],
        };
    }

    private static string Finding(List<(string Name, Estimate Annealed, double Kernel)> ranks, int samples)
    {
        var away = ranks.Select(r => r.Kernel - r.Annealed.Mean).Order().Select(d => d.ToString("+0.0;−0.0", CultureInfo.InvariantCulture)).ToList();
        var order = string.Join(" > ", ranks.OrderByDescending(r => r.Annealed.Mean).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Name} {r.Annealed.Mean:0.0} ± {r.Annealed.StandardError:0.0}")));
        var swapped = (from a in ranks from b in ranks where a.Annealed.Mean > b.Annealed.Mean && a.Kernel < b.Kernel select $"{b.Name} above {a.Name}").ToList();
        return string.Create(CultureInfo.InvariantCulture, $"by AIS {order}; a kernel density estimate of {samples:N0} draws is off from it by {(away.Count == 1 ? away[0] : $"{away[0]} to {away[^1]}")} nats")
            + (ranks.Count == 1 ? "" : swapped.Count > 0 ? $" and puts {string.Join(", ", swapped)}" : " and ranks them alike");
    }

    private static StudyImage Draws(StudyContext context, IReadOnlyList<int> shape)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var data = context.Models[0].Data;
        List<Tensor> rows = [data.Draw(Split.Train, [.. Enumerable.Range(0, Math.Min(Shown, data.Count(Split.Train))).Select(k => (long)k)]).X.Flatten(1)];
        var columns = (int)rows[0].Size(0);
        rows.AddRange(context.Models.Select(m => m.Model.As<IGenerator>()).OfType<IGenerator>().Select(g => g.Generate(columns, context.Noise("draws")).Flatten(1)));
        var raster = new ImageGrid { Columns = columns }.Render(Ops.Cat([.. rows]).Contiguous().ToArray<float>(), rows.Count * columns, shape[0], shape[1], shape[2]);
        return new("draws", raster, "training images and draws of the models", $"The upper row: training images; below, draws of {string.Join(", ", context.Models.Where(m => m.Model.As<IGenerator>() is not null).Select(m => m.Name))}.");
    }
}
