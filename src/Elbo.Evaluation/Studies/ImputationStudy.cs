using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Imputation;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Evaluation.Studies;

/// <summary>The last fifth of sentences filled by models of them, and how well classifiers tell what was filled from what was written (Bowman et al. 2016, arXiv 1511.06349, table 3).</summary>
public sealed class ImputationStudy : IStudy
{
    private const double Hidden = 0.2;
    private const int Shown = 3;

    /// <inheritdoc/>
    public string Id => "imputation";

    /// <inheritdoc/>
    public string Summary => "Ends of sentences filled by models, and how well classifiers tell them from true ones";

    /// <inheritdoc/>
    public string Source => "Bowman et al. 2016 (arXiv 1511.06349), §4.2, table 3";

    /// <inheritdoc/>
    public string? DefaultData => null;

    /// <inheritdoc/>
    public int? DefaultSamples => null;

    /// <inheritdoc/>
    public int? DefaultExamples => 4_000;

    /// <inheritdoc/>
    public string? Unfit(Model model, IDataset data) => data.Info.Kind != DataKind.WordSequences ? $"its examples are {data.Info.Kind.Describe()}, not sentences"
        : model.As<ILatentVariables>() is null ? "it has no p(x | z) whose words could be searched for" : null;

    /// <inheritdoc/>
    public StudyResult Run(StudyContext context)
    {
        var first = context.Models[0];
        var (data, held) = (first.Data, first.Held);
        var examples = ExampleDraw.InOrder(context.Annealing.Examples ?? DefaultExamples!.Value, data.Count(held), context.Seed);
        // What stands for unknown words is never filled in, and would tell true ends.
        var texts = GappedTexts.Hide(data, held, examples, Hidden).Where(t => !t.Whole!.Where((word, k) => t.Open[k] && word == Vocabulary.UnknownWord).Any()).ToList();
        GappedText[] gapped = [.. texts.Where((_, k) => k % 2 == 0)];
        long[][] real = [.. texts.Where((_, k) => k % 2 == 1).Select(t => t.Numbers.Take(t.Words.Count).ToArray())];
        List<IReadOnlyList<object?>> rows = [], samples = [.. gapped.Take(Shown).Select(t => (IReadOnlyList<object?>)["true", string.Join(' ', t.Whole!)])];
        for (var k = 0; k < context.Models.Count; k++)
        {
            var studied = context.Models[k];
            context.Report($"{studied.Name}: fills {gapped.Length} sentences and trains two classifiers", k, context.Models.Count);
            var imputer = new SentenceImputer(studied.Model.As<ILatentVariables>()!);
            var filled = imputer.Fill(gapped, null, context.Cancel);
            long[] right = [.. gapped.Zip(filled).SelectMany(t => Enumerable.Range(0, t.First.Words.Count).Where(at => t.First.Open[at]).Select(at => t.First.Numbers[at] == t.Second[at] ? 1L : 0))];
            var error = Error(real, filled, data.Info.Vocabulary!.Count, context);
            rows.Add([studied.Name, Percent(error.Unigrams), Percent(error.Sequences), Percent(Estimate.Of([.. right.Select(r => (double)r)]))]);
            samples.AddRange(filled.Take(Shown).Select(words => (IReadOnlyList<object?>)[studied.Name, string.Join(' ', words.Select(w => data.Info.Vocabulary[(int)w]))]));
        }

        var counted = string.Create(CultureInfo.InvariantCulture, $"{gapped.Length:N0} filled and {real.Length:N0} true sentences of the {held.ToString().ToLowerInvariant()} split of {data.Info.Id}");
        return new()
        {
            Finding = string.Join("; ", rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r[0]}: an LSTM tells what it fills in {50 + ((Estimate)r[2]!).Mean:0.0} % of cases, unigrams in {50 + ((Estimate)r[1]!).Mean:0.0} %"))),
            Tables =
            [
                new("errors", $"Accuracy of classifiers minus 50 %, of {counted}", [new("model", "model"), new("unigrams", "unigrams, %", "0.0"), new("lstm", "LSTM, %", "0.0"), new("found", "hidden words found, %", "0.0")], rows),
                new("sentences", "The first sentences, true and as filled", [new("model", "model"), new("sentence", "sentence")], samples),
            ],
            Notes =
            [
                "lower is better: 0 is what nobody could tell, 50 what is always told; a tenth of the sentences is measured on, eight are learned from, one says when to stop",
                "the last fifth of the words of each is hidden, their number known; sentences that hide an unknown word are left out, as none is filled in",
                "the paper fills 320,000 sentences of novels from right to left, 28.3 and 38.9 % for its language model with a beam of 15, 22.4 and 35.6 % for its VAE of three passes with a beam of 5",
            ],
        };
    }

    private static AdversarialError Error(long[][] real, IReadOnlyList<long[]> filled, int words, StudyContext context)
    {
        try
        {
            return AdversarialError.Measure(real, filled, words, context.Seed, context.Cancel);
        }
        catch (ArgumentException few)
        {
            throw new NotSupportedException(few.Message.Split(" (Parameter", 2)[0] + "; raise --limit");
        }
    }

    private static Estimate Percent(Estimate part) => part.Scaled(100);
}
