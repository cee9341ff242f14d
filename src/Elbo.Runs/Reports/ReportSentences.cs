using Elbo.Data;
using Elbo.Evaluation.Reports;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Runs.Reports;

/// <summary>Sentences in place of images: reconstructions, draws, and a walk from one sentence to another.</summary>
internal static class ReportSentences
{
    private const int Shown = 10, Sampled = 20, Steps = 7;

    public static void Add(HtmlReport report, Model model, IDataset data, ReportSplit of, Sentences texts)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var (count, split) = (Math.Min(Shown, data.Count(of.Split)), of.Split);
        var first = data.Draw(split, [.. Enumerable.Range(0, count).Select(k => (long)k)]);
        var codes = model.As<IEncoder>() is not null && model.As<IDecoder>() is not null;
        report.Section("Sentences", section =>
        {
            if (codes && model.As<IReconstructor>() is { } reconstructor)
                section.Table([$"{of.Head} sentence", "The likeliest words at its code"], [.. texts.Examples(first).Zip(texts.Reconstructed(reconstructor, first), Row)]);
            if (model.As<IGenerator>() is { } generator)
                section.Table(["Draws from the model"], [.. texts.Made(Samples.Compute(generator, Sampled)).Select(text => (IReadOnlyList<string>)[text])]);
            if (!codes || count < 2) return;
            var ends = data.Draw(split, [0, 1]);
            var own = texts.Examples(ends);
            section.Table(["From a sentence to another"], [.. texts.Made(Interpolation.Decode(model, ends, Steps, Interpolation.Linear)).Prepend(own[0]).Append(own[1]).Select(text => (IReadOnlyList<string>)[text])]);
        });

        static IReadOnlyList<string> Row(string own, string made) => [own, made];
    }
}
