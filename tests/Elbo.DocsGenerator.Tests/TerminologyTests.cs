using System.Reflection;
using System.Text.RegularExpressions;
using Elbo.Data;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.DocsGenerator.Tests;

public sealed partial class TerminologyTests
{
    private static readonly Type[] types = [.. new[] { typeof(Tensor), typeof(Distribution), typeof(BatchPlan) }.Select(t => t.Assembly).SelectMany(a => a.GetExportedTypes())];

    public static TheoryData<string> Names
    {
        get
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/terminology.md"));
            return [.. Row().Matches(text[text.IndexOf("<!-- names", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Value)];
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_name_of_the_table_exists(string name)
    {
        var (type, member) = name.Split('.') is [var t, var m] ? (t, m) : (name, null);
        var candidates = types.Where(candidate => candidate.Name == type).ToList();
        candidates.ShouldNotBeEmpty(name);
        if (member is not null) candidates.ShouldContain(c => c.GetMember(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy).Length > 0, name);
    }

    [Fact]
    public void Every_row_of_the_table_is_looked_up() => Names.Count.ShouldBeGreaterThan(50);

    // The second cell of a row begins with code.
    [GeneratedRegex(@"^\| [^|]* \| `([A-Za-z0-9.]+)`[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
