using System.Reflection;
using System.Xml.Linq;

namespace Elbo.Architecture.Tests.Rules;

/// <summary>
/// A comment that is inherited has one to inherit: the compiler takes <c>inheritdoc</c> for a comment wherever it stands, so that a member without anything above it
/// would be silent and counted as documented. Members are held together by name and number of parameters.
/// </summary>
internal static class InheritedCommentRule
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The id of each member that says <c>inheritdoc</c>, of nothing named, and neither overrides nor implements one.</summary>
    /// <param name="comments">What the compiler has written beside the assembly of <paramref name="types"/>.</param>
    public static IEnumerable<string> Violations(IEnumerable<Type> types, XDocument comments)
    {
        var byName = types.ToDictionary(type => type.FullName!.Replace('+', '.'));
        return from member in comments.Descendants("member")
               where member.Element("inheritdoc") is { } inherited && inherited.Attribute("cref") is null
               let id = member.Attribute("name")!.Value
               where !HasSource(id, byName)
               select id;
    }

    private static bool HasSource(string id, Dictionary<string, Type> types)
    {
        var (kind, path, parameters) = (id[0], id[2..].Split('(')[0], Parameters(id));
        if (kind == 'T') return types[path].BaseType != typeof(object) || types[path].GetInterfaces().Length > 0;

        // An explicit implementation has the interface in its name.
        var (name, type) = (path[(path.LastIndexOf('.') + 1)..].Split("``")[0], types[path[..path.LastIndexOf('.')]]);
        return name.Contains('#', StringComparison.Ordinal) || Above(type).Any(above => Array.Exists(above.GetMembers(All), candidate =>
            candidate.Name == name && ((candidate as MethodBase)?.GetParameters() ?? (candidate as PropertyInfo)?.GetIndexParameters() ?? []).Length == parameters));
    }

    private static IEnumerable<Type> Above(Type type)
    {
        for (var above = type.BaseType; above is not null; above = above.BaseType) yield return above;
        foreach (var implemented in type.GetInterfaces()) yield return implemented;
    }

    // Commas of "(System.Func{System.Int32,System.Int32},System.Int32[0:,0:])" that part parameters.
    private static int Parameters(string id)
    {
        if (id.IndexOf('(') is var open && open < 0) return 0;
        var (count, depth) = (1, 0);
        foreach (var character in id[open..])
        {
            depth += character is '{' or '[' or '(' ? 1 : character is '}' or ']' or ')' ? -1 : 0;
            if (character == ',' && depth == 1) count++;
        }

        return count;
    }
}
