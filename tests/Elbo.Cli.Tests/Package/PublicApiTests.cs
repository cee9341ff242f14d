using System.Reflection;
using System.Text.RegularExpressions;
using Elbo.Testing;
using PublicApiGenerator;

namespace Elbo.Cli.Tests.Package;

/// <summary>
/// What users of the package can name, a text for each assembly in <c>Api/</c>: a change of it is seen in review. <c>ELBO_ACCEPT_API=1 ./test PublicApi</c> writes the texts anew.
/// </summary>
public sealed partial class PublicApiTests
{
    private const string Accept = "ELBO_ACCEPT_API";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests/Elbo.Cli.Tests/Package/Api");

    public static TheoryData<string> Layers { get; } = [.. PackageTests.Layers];

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_public_surface_of_a_layer_is_the_approved_one(string layer)
    {
        var file = Path.Combine(Folder, layer + ".txt");
        var now = Assembly.Load(layer).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false, ExcludeAttributes = ["System.CodeDom.Compiler.GeneratedCodeAttribute"] }).ReplaceLineEndings("\n").Trim() + "\n";
        if (Environment.GetEnvironmentVariable(Accept) == "1") File.WriteAllText(file, now);
        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        Difference(approved, now).ShouldBeEmpty($"the public surface of {layer} changed (+ is new, - is gone); where that is meant, accept it with `{Accept}=1 ./test PublicApi` and commit {Path.GetRelativePath(Repository.Root, file)}");
    }

    [Fact]
    public void No_text_is_left_of_an_assembly_that_is_gone() =>
        Directory.GetFiles(Folder).Select(f => Path.GetFileNameWithoutExtension(f)).ShouldBe(PackageTests.Layers, ignoreOrder: true);

    [Fact]
    public void A_changed_member_is_shown_under_its_type() =>
        Difference("public class A\n{\n    public int X { get; }\n}\npublic class B\n{\n    public int X { get; }\n}\n", "public class A\n{\n    public int X { get; }\n}\npublic class B\n{\n    public long X { get; }\n}\n")
            .ShouldBe(["- B: public int X { get; }", "+ B: public long X { get; }"]);

    /// <summary>Lines of one text alone, each with the type it stands in, as members of several types read the same.</summary>
    private static List<string> Difference(string approved, string now)
    {
        var (was, isNow) = (Members(approved), Members(now));
        return [.. Without(was, isNow).Select(l => "- " + l), .. Without(isNow, was).Select(l => "+ " + l)];

        // With their multiplicity.
        static IEnumerable<string> Without(List<string> all, List<string> others)
        {
            var counts = others.GroupBy(l => l).ToDictionary(g => g.Key, g => g.Count());
            foreach (var line in all)
                if (counts.TryGetValue(line, out var left) && left > 0) counts[line] = left - 1;
                else yield return line;
        }
    }

    private static List<string> Members(string text)
    {
        List<string> members = [];
        var (space, type) = ("", "");
        foreach (var line in text.Split('\n'))
        {
            var bare = line.Trim();
            if (bare.Length == 0 || bare is "{" or "}") continue;
            if (bare.StartsWith("namespace ", StringComparison.Ordinal)) (space, type) = (bare["namespace ".Length..] + ".", "");
            var named = Declaration().Match(bare);
            if (named.Success) type = space + named.Groups[1].Value;
            members.Add(type.Length == 0 ? bare : $"{type}: {bare}");
        }
        return members;
    }

    // Delegates and members have a bracket before any such word.
    [GeneratedRegex(@"^[^(={]*\b(?:class|struct|interface|enum|record) ([^\s:]+)(?: :.*| where .*)?$")]
    private static partial Regex Declaration();
}
