using System.CommandLine;
using System.Globalization;
using Elbo.Bench;
using Elbo.Cli.Commands;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Models;

namespace Elbo.DocsGenerator;

/// <summary>Tables of what there is: models, commands, data sets.</summary>
internal static class CatalogueTables
{
    /// <param name="folder">Of the pages, seen from the document.</param>
    public static string Models(string folder)
    {
        var table = new MarkdownTable("model", "what it is", "paper");
        foreach (var card in ModelCatalog.All.Select(e => e.Card)) table.Add($"[`{card.Id}`]({folder}/{card.Id}.md)", card.Summary, card.Paper);
        return table.ToString();
    }

    /// <summary>Every command that does something, in the order of the help, with its first example.</summary>
    public static string Commands() => Commands(ElboCommand.Create(), "");

    /// <summary>Every measurement of speed, in the order of the help, with its first example.</summary>
    public static string Measurements() => Commands(BenchProgram.Create(), "./");

    private static string Commands(ProgramRoot root, string lead)
    {
        var table = new MarkdownTable("command", "what it does", "for example");
        foreach (var verb in Verbs(root))
            table.Add($"`{lead}{HelpPage.PathOf(verb)}`", verb.Description ?? "", verb.Examples is [var example, ..] ? $"`{example.Line}`" : "");
        return table.ToString();
    }

    public static string Datasets()
    {
        var table = new MarkdownTable("id", "what it is", "shape", "examples", "classes", "licence");
        foreach (var info in DatasetCatalog.All)
            table.Add($"`{info.Id}`", info.Title, string.Join(" × ", info.Shape), string.Join(" + ", info.Splits.Where(s => s.Value > 0).Select(Count)),
                info.Classes == 0 ? "" : info.Classes.ToString(CultureInfo.InvariantCulture), info.Licence);
        return table.ToString();
    }

    private static IEnumerable<Verb> Verbs(Command command) =>
        command.Subcommands.Where(c => !c.Hidden).SelectMany(c => c is Verb verb ? [verb] : Verbs(c));

    private static string Count(KeyValuePair<Split, int> split) => string.Create(CultureInfo.InvariantCulture, $"{split.Value:#,0} {split.Key.ToString().ToLowerInvariant()}");
}
