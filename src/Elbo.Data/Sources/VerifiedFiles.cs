using System.Globalization;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>
/// Remembers which files have had the right hash, by path, length and time of change, so that a start does not hash them again.
/// Losing this memory costs only time, so nothing that goes wrong with it is an error.
/// </summary>
internal sealed class VerifiedFiles(string memory)
{
    private readonly HashSet<string> lines = new(Load(memory), StringComparer.Ordinal);

    /// <inheritdoc cref="FileForm.Mismatch"/>
    public string? Mismatch(string path, FileForm form)
    {
        try
        {
            var line = Line(path, form);
            if (lines.Contains(line)) return null;
            if (form.Mismatch(path) is { } found) return found;
            Remember(line, path);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return "a file that cannot be read: permission denied";
        }
    }

    private static string Line(string path, FileForm form)
    {
        var file = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{form.Key} {file.Length} {file.LastWriteTimeUtc.Ticks} {file.FullName}");
    }

    private static string[] Load(string memory)
    {
        try
        {
            return File.Exists(memory) ? File.ReadAllLines(memory) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Remember(string line, string path)
    {
        var suffix = $" {Path.GetFullPath(path)}";
        lines.RemoveWhere(l => l.EndsWith(suffix, StringComparison.Ordinal));
        lines.Add(line);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(memory)!);
            AtomicFile.WriteText(memory, string.Concat(lines.Order(StringComparer.Ordinal).Select(l => l + "\n")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only cache: hash again next time.
        }
    }
}
