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
    public void The_page_of_photos_does_what_it_says() => Follow("first-hour-photos.md", () => PhotoFolder.Write(folder.Within("photos"), 500));

    [Fact]
    [Trait("Category", "Long")]
    public void The_page_of_recordings_does_what_it_says() => Follow("first-hour-audio.md", () => RecordingFolder.Write(folder.Within("words"), 100));

    [Fact]
    [Trait("Category", "Long")]
    public void The_page_of_a_table_does_what_it_says() => Follow("first-hour-table.md", () =>
    {
        var fetched = Elbo.Shell($"cd {folder.Path} && npm pack --silent vega-datasets@3.2.1 && tar xzf vega-datasets-3.2.1.tgz && cp package/data/weather.csv .");
        if (fetched.ExitCode != 0) throw new DataException($"the npm package vega-datasets cannot be had: {fetched.Errors}");
    });

    public void Dispose() => folder.Dispose();

    private void Follow(string page, Action prepare)
    {
        try
        {
            prepare();
        }
        catch (DataException missing)
        {
            Assert.Skip(missing.Message);
        }

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

        commands.ShouldBeGreaterThan(8);
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
