using System.Reflection;
using Elbo.Architecture.Tests.Rules;

namespace Elbo.Architecture.Tests;

public sealed class LayerTests
{
    [Fact]
    public void Every_project_references_lower_layers_only() =>
        Repository.SourceProjects.SelectMany(project => LayerRule.Violations(project.Name, project.References)).ShouldBeEmpty();

    [Fact]
    public void Every_compiled_assembly_references_lower_layers_only()
    {
        Dictionary<string, string> projectOf = Repository.SourceProjects.ToDictionary(project => project.AssemblyName, project => project.Name);
        SourceAssemblies.Instance.ByProject
            .SelectMany(entry => LayerRule.Violations(entry.Key, ReferencedNames(entry.Value).Where(projectOf.ContainsKey).Select(name => projectOf[name])))
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_binding_has_no_package() =>
        Repository.SourceProjects.Single(project => project.Name == "Elbo.Torch").Packages.ShouldBeEmpty();

    [Fact]
    public void What_is_done_with_runs_has_no_package() =>
        Repository.SourceProjects.Single(project => project.Name == "Elbo.Runs").Packages.ShouldBeEmpty();

    [Fact]
    public void The_binding_is_compiled_against_the_base_class_library_alone()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        ReferencedNames(SourceAssemblies.Instance.ByProject["Elbo.Torch"])
            .Where(name => !File.Exists(Path.Combine(framework, name + ".dll")))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Elbo.Torch", "Elbo.Probability")]
    [InlineData("Elbo.Torch", "Elbo.Data")]
    [InlineData("Elbo.Probability", "Elbo.Models")]
    [InlineData("Elbo.Probability", "Elbo.Data")]
    [InlineData("Elbo.Data", "Elbo.Probability")]
    [InlineData("Elbo.Models", "Elbo.Training")]
    [InlineData("Elbo.Training", "Elbo.Evaluation")]
    [InlineData("Elbo.Evaluation", "Elbo.Training")]
    [InlineData("Elbo.Evaluation", "Elbo.Runs")]
    [InlineData("Elbo.Training", "Elbo.Runs")]
    [InlineData("Elbo.Runs", "Elbo.Cli")]
    [InlineData("Elbo.Cli", "Elbo.Testing")]
    [InlineData("Elbo.Cli", "Elbo.Bench")]
    public void A_wrong_arrow_is_reported(string from, string to) =>
        LayerRule.Violations(from, [to]).ShouldBe([$"{from} → {to}"]);

    [Theory]
    [InlineData("Elbo.Probability", "Elbo.Torch")]
    [InlineData("Elbo.Training", "Elbo.Data")]
    [InlineData("Elbo.Cli", "Elbo.Torch")]
    public void A_right_arrow_is_not_reported(string from, string to) => LayerRule.Violations(from, [to]).ShouldBeEmpty();

    [Fact]
    public void A_project_outside_the_layers_is_reported() =>
        LayerRule.Violations("Elbo.Extras", []).ShouldBe(["Elbo.Extras has no place in the layers"]);

    [Fact]
    public void References_and_packages_are_read_from_a_project_file()
    {
        ProjectFile project = ProjectFile.Parse("Elbo.Cli", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><AssemblyName>elbo</AssemblyName></PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="..\Elbo.Data\Elbo.Data.csproj" />
                <ProjectReference Include="../Elbo.Torch/Elbo.Torch.csproj" />
                <PackageReference Include="Spectre.Console" />
              </ItemGroup>
            </Project>
            """);
        project.AssemblyName.ShouldBe("elbo");
        project.References.ShouldBe(["Elbo.Data", "Elbo.Torch"]);
        project.Packages.ShouldBe(["Spectre.Console"]);
    }

    private static IEnumerable<string> ReferencedNames(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);
}
