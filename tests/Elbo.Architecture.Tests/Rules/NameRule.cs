using System.Reflection;
using System.Text.RegularExpressions;

namespace Elbo.Architecture.Tests.Rules;

/// <summary>Names of types, members and namespaces are the field's words: image, video, audio, prior, distribution.</summary>
internal static partial class NameRule
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>One line for each name with another word for one of them, or one that says nothing.</summary>
    public static IEnumerable<string> Violations(IEnumerable<Type> types) => types.SelectMany(Names).Where(name => Foreign().IsMatch(name)).Distinct();

    private static IEnumerable<string> Names(Type type) =>
        [type.FullName!, .. type.GetMembers(Declared).Where(member => member is not Type).Select(member => $"{type.FullName}.{member.Name}")];

    // µ-law is the name of a standard.
    [GeneratedRegex("(Picture|Film|Sound|(?<!Mu)Law|Manager|Helper|Util)(s|es)?(?![a-z])")]
    private static partial Regex Foreign();
}
