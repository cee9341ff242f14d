using System.Text.RegularExpressions;
using Elbo.Testing;

namespace Elbo.DocsGenerator.Tests;

/// <summary>A Markdown file of the repository with its links and the anchors of its headings.</summary>
internal sealed partial class MarkdownDocument
{
    private readonly string text;

    private MarkdownDocument(string path)
    {
        Path = path;
        // What stands in code is no link and no heading.
        text = Fence().Replace(File.ReadAllText(path), "");
    }

    public string Path { get; }

    /// <summary>Those beside the solution, and all under docs/ and results/.</summary>
    public static IEnumerable<MarkdownDocument> All =>
        Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(new[] { "docs", "results" }.Select(f => System.IO.Path.Combine(Repository.Root, f)).SelectMany(f => Directory.EnumerateFiles(f, "*.md", SearchOption.AllDirectories)))
            .Select(path => new MarkdownDocument(path));

    /// <summary>Targets of links and images, without those that leave the repository.</summary>
    public IEnumerable<string> RelativeLinks =>
        Link().Matches(InlineCode().Replace(text, "")).Select(m => m.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    /// <summary>What stands behind <c>#</c> in links to the headings: lower case, blanks as hyphens, other signs left out.</summary>
    public IReadOnlySet<string> Anchors => Heading().Matches(text)
        .Select(m => NotInAnchors().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet();

    /// <summary>What is wrong with a link; null where it leads somewhere.</summary>
    public string? Problem(string target)
    {
        var (file, anchor) = target.Split('#') is [var f, var a] ? (f, a) : (target, null);
        var full = file.Length == 0 ? Path : System.IO.Path.GetFullPath(file, System.IO.Path.GetDirectoryName(Path)!);
        var name = System.IO.Path.GetRelativePath(Repository.Root, Path);
        if (!File.Exists(full) && !Directory.Exists(full)) return $"{name}: {target} is not there";
        return anchor is null || new MarkdownDocument(full).Anchors.Contains(anchor) ? null : $"{name}: {target} has no such heading";
    }

    [GeneratedRegex("^(```+).*?^\\1", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^\\p{L}\\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
