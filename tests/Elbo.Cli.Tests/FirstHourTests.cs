using System.Text.RegularExpressions;
using Elbo.Data;
using Elbo.Testing;

namespace Elbo.Cli.Tests;

/// <summary>
/// Pages that lead through a first hour: every line behind a <c>$</c> is typed in a folder with the data of the page, and what stands below it is printed, but for the
/// numbers. A line that begins with <c>elbo:</c> is of a command that fails.
/// </summary>
public sealed partial class FirstHourTests : IDisposable
{
    /// <summary>Trainings of a minute or two, on a machine that may be busy.</summary>
    private static readonly TimeSpan OneCommand = TimeSpan.FromMinutes(30);

    private readonly TemporaryFolder folder = new();

    [Fact]
    [Trait("Category", "Long")]
    public void The_page_of_photos_does_what_it_says()
    {
        try
        {
            PhotoFolder.Write(folder.Within("photos"), 500);
        }
        catch (DataException missing)
        {
            Assert.Skip(missing.Message);
        }

        Follow("first-hour-photos.md").ShouldBeGreaterThan(8);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>How many commands there were.</summary>
    private int Follow(string page)
    {
        var commands = 0;
        foreach (Match fence in Fence().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", page))))
        {
            foreach (var part in fence.Groups[1].Value.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
            {
                string[] lines = part.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                var outcome = Elbo.Shell($"cd {folder.Path} && elbo() {{ $ELBO \"$@\"; }} && {lines[0]}", OneCommand);
                (outcome.ExitCode != 0).ShouldBe(lines.Any(l => l.StartsWith("elbo: ", StringComparison.Ordinal)), $"{lines[0]}: {outcome.Errors}");
                var printed = $"{outcome.Output}\n{outcome.Errors}".Replace(Path.GetFullPath(folder.Path) + "/", "", StringComparison.Ordinal).Split('\n').Select(Masked).ToHashSet();
                foreach (var line in lines[1..]) printed.ShouldContain(Masked(line), $"{lines[0]}\n{outcome.Output}\n{outcome.Errors}");
                commands++;
            }
        }

        return commands;
    }

    /// <summary>Without its numbers, which depend on the machine, and without what only lines columns up.</summary>
    private static string Masked(string line) => Blanks().Replace(Number().Replace(line, "#"), " ").Trim();

    [GeneratedRegex(@"^```console\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[-−+]?\d[\d.,:]*")]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
