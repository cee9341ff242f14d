using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Reports;
using Elbo.Evaluation.Visuals;
using Elbo.Models;

namespace Elbo.Runs.Reports;

/// <summary>What the dimensions of a code say about texts, in words.</summary>
internal static class ReportWords
{
    private const int Rows = 12, End = 3;

    public static void Add(HtmlReport report, Model model, IDataset data, Split split, IReadOnlyList<string> words)
    {
        if (model.As<IDecoder>() is not { } decoder || model.As<IEncoder>() is not { IsDirection: false }) return;
        var rows = VariedDimensions.Of(model, data, split, Rows);
        IReadOnlyList<string> up = WordLists.Topics(decoder, rows, words, End), down = WordLists.Topics(decoder, rows, words, -End);
        report.Section("Topics", section => section.Table(
            ["Dimension", $"Words that become likelier at {End}", $"at \u2212{End}"], rows.Select((row, k) => (IReadOnlyList<string>)[$"z{row}", up[k], down[k]])));
    }
}
