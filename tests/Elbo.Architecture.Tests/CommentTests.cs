using System.Xml.Linq;
using Elbo.Architecture.Tests.Planted;
using Elbo.Architecture.Tests.Rules;

namespace Elbo.Architecture.Tests;

public sealed class CommentTests
{
    private const string Planted = "Elbo.Architecture.Tests.Planted.";

    public static TheoryData<string> Projects => [.. Repository.SourceProjects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Inherited_comments_have_a_source(string project)
    {
        var assembly = SourceAssemblies.Instance.ByProject[project];
        InheritedCommentRule.Violations(assembly.GetTypes(), Comments(assembly.Location)).ShouldBeEmpty();
    }

    [Fact]
    public void A_comment_inherited_from_nothing_is_reported_and_no_other() =>
        InheritedCommentRule.Violations(typeof(CommentTests).Assembly.GetTypes(), Comments(typeof(CommentTests).Assembly.Location)).ShouldBe(
            [
                $"T:{Planted}{nameof(InheritsNothing)}",
                $"P:{Planted}{nameof(InheritsNothing)}.{nameof(InheritsNothing.Number)}",
                $"M:{Planted}{nameof(InheritsFromAnOverload)}.Sum(System.Func{{System.Int32,System.Int32}})",
            ],
            ignoreOrder: true);

    private static XDocument Comments(string assembly) => XDocument.Load(Path.ChangeExtension(assembly, ".xml"));
}
