namespace Elbo.DocsGenerator;

/// <summary>Code in documents, taken from files that are compiled and tested.</summary>
internal static class Snippet
{
    /// <summary>Begins the names of such parts: <c>code/PATH</c>, or <c>code/PATH#NAME</c> for what stands between <c>// NAME {</c> and <c>// }</c>.</summary>
    public const string Prefix = "code/";

    /// <exception cref="DocumentException">No such file or region.</exception>
    public static string Read(string root, string name)
    {
        var (path, region) = name.Split('#') is [var file, var part] ? (file, part) : (name, null);
        var full = Path.Combine(root, path);
        if (!File.Exists(full)) throw new DocumentException($"{path}: not there, but a document shows it");
        var lines = File.ReadAllLines(full);
        if (region is not null)
        {
            var begin = Array.FindIndex(lines, l => l.Trim() == $"// {region} {{");
            var end = begin < 0 ? -1 : Array.FindIndex(lines, begin, l => l.Trim() == "// }");
            if (end < 0) throw new DocumentException($"{path}: no lines between '// {region} {{' and '// }}', but a document shows them");
            lines = Unindent(lines[(begin + 1)..end]);
        }
        return $"```csharp\n{string.Join('\n', lines)}\n```";
    }

    private static string[] Unindent(string[] lines)
    {
        var depth = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return [.. lines.Select(l => l.Length > depth ? l[depth..] : "")];
    }
}
