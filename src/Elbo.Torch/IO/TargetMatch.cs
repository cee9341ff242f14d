namespace Elbo.Torch.IO;

/// <summary>Pairs a file's tensors with the tensors to be overwritten, or says everything that does not fit at once.</summary>
internal static class TargetMatch
{
    /// <summary>Names listed per kind of fault; a model may have thousands.</summary>
    private const int Listed = 8;

    public static List<(TensorEntry Entry, Tensor Target)> Match(
        string path, SafetensorsHeader header, IEnumerable<(string Name, Tensor Value)> targets, bool strict)
    {
        var pairs = new List<(TensorEntry, Tensor)>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        List<string> missing = [], different = [], repeated = [];
        foreach (var (name, target) in targets)
        {
            if (!asked.Add(name)) repeated.Add(name);
            else if (!header.ByName.TryGetValue(name, out var entry)) missing.Add(name);
            else if (entry.DType != target.DType || !target.Shape.SequenceEqual([.. entry.Shape])) different.Add(Difference(entry, target));
            else pairs.Add((entry, target));
        }

        var unexpected = strict ? header.Entries.Select(e => e.Name).Where(n => !asked.Contains(n)).Select(SafetensorsException.Shown).ToList() : [];
        var faults = string.Join("; ", new[]
        {
            Fault("missing in the file", missing),
            Fault("not expected", unexpected),
            Fault("different", different),
            Fault("asked for twice", repeated),
        }.OfType<string>());
        if (faults.Length > 0) throw new SafetensorsException(SafetensorsError.TargetMismatch, path, null, faults);
        return pairs;
    }

    private static string Difference(TensorEntry entry, Tensor target) =>
        $"{SafetensorsException.Shown(entry.Name)} ({entry.DType} {FileShape.Format(entry.Shape)} in the file, {target.DType} {FileShape.Format(target.Shape.ToArray())} expected)";

    private static string? Fault(string what, List<string> names)
    {
        if (names.Count == 0) return null;
        var shown = string.Join(", ", names.Take(Listed));
        return names.Count > Listed ? $"{what}: {shown} and {names.Count - Listed} more" : $"{what}: {shown}";
    }
}
