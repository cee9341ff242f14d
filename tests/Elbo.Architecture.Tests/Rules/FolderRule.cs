namespace Elbo.Architecture.Tests.Rules;

/// <summary>
/// The folders of an assembly form no circle: where A names types of B, B does not name those of A, neither directly nor through others. A folder
/// is the first part of a namespace below the assembly's; files beside the folders belong to none, they are what an assembly's folders share
/// and what is called from outside.
/// </summary>
internal static class FolderRule
{
    /// <summary>One line for each group of folders that reach each other, with an example of each arrow within it.</summary>
    /// <param name="root">The assembly's namespace, e.g. <c>Elbo.Runs</c>.</param>
    public static IEnumerable<string> Circles(string root, IEnumerable<Type> types)
    {
        Dictionary<(string From, string To), string> arrows = Arrows(root, types);
        Dictionary<string, HashSet<string>> reached = arrows.Keys.SelectMany(arrow => (string[])[arrow.From, arrow.To]).Distinct()
            .ToDictionary(folder => folder, folder => Reached(folder, arrows.Keys));
        return reached.Keys.Where(folder => reached[folder].Contains(folder))
            .GroupBy(folder => string.Join(" ⇄ ", reached[folder].Where(other => reached[other].Contains(folder)).Order(StringComparer.Ordinal)))
            .Select(circle => $"{root}: {circle.Key}: " + string.Join("; ", arrows
                .Where(arrow => circle.Contains(arrow.Key.From) && circle.Contains(arrow.Key.To)).Select(arrow => arrow.Value).Order(StringComparer.Ordinal)));
    }

    private static Dictionary<(string From, string To), string> Arrows(string root, IEnumerable<Type> types)
    {
        Dictionary<(string From, string To), string> arrows = [];
        foreach (Type type in types)
        {
            if (Folder(root, type) is not { } from) continue;
            foreach (Type named in TypeReferences.Of(type))
            {
                if (named.Assembly == type.Assembly && Folder(root, named) is { } to && to != from) arrows.TryAdd((from, to), $"{Short(root, type)} → {Short(root, named)}");
            }
        }

        return arrows;
    }

    private static HashSet<string> Reached(string start, IEnumerable<(string From, string To)> arrows)
    {
        ILookup<string, string> next = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To);
        HashSet<string> seen = [];
        Stack<string> open = new(next[start]);
        while (open.TryPop(out string? folder))
        {
            if (!seen.Add(folder)) continue;
            foreach (string below in next[folder]) open.Push(below);
        }

        return seen;
    }

    // Nested types, closures and state machines have the namespace of the type around them.
    private static string? Folder(string root, Type type) =>
        type.Namespace?.StartsWith(root + ".", StringComparison.Ordinal) == true ? type.Namespace[(root.Length + 1)..].Split('.')[0] : null;

    private static string Short(string root, Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.FullName![(root.Length + 1)..];
    }
}
