using System.Reflection;
using Elbo.Architecture.Tests.Planted.Folders.Chairs;
using Elbo.Architecture.Tests.Planted.Folders.Legs;
using Elbo.Architecture.Tests.Planted.Folders.Rooms;
using Elbo.Architecture.Tests.Planted.Folders.Tables;
using Elbo.Architecture.Tests.Rules;

namespace Elbo.Architecture.Tests;

public sealed class FolderTests
{
    private const string Planted = "Elbo.Architecture.Tests.Planted.Folders";

    public static TheoryData<string> Projects => [.. Repository.SourceProjects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_folders_of_an_assembly_form_no_circle(string project) =>
        FolderRule.Circles(project, SourceAssemblies.Instance.ByProject[project].GetTypes()).ShouldBeEmpty();

    [Fact]
    public void Two_folders_that_name_each_other_are_reported_with_an_example_of_either_arrow() =>
        FolderRule.Circles(Planted, WithNested(typeof(Table), typeof(Chair)))
            .ShouldBe([$"{Planted}: Chairs ⇄ Tables: Chairs.Chair → Tables.Table; Tables.Table → Chairs.Chair"]);

    [Fact]
    public void A_circle_over_three_folders_is_reported() =>
        FolderRule.Circles(Planted, WithNested(typeof(Table), typeof(Room), typeof(Leg))).ShouldHaveSingleItem().ShouldStartWith($"{Planted}: Legs ⇄ Rooms ⇄ Tables: ");

    [Fact]
    public void A_folder_that_names_another_and_not_the_reverse_is_none() => FolderRule.Circles(Planted, WithNested(typeof(Room), typeof(Leg))).ShouldBeEmpty();

    // As an assembly has them: closures are types inside of types.
    private static IEnumerable<Type> WithNested(params Type[] types) => types.SelectMany(type => (Type[])[type, .. type.GetNestedTypes(BindingFlags.NonPublic)]);
}
