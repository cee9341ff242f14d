using System.Diagnostics;
using Elbo.Models;
using Elbo.Testing;

namespace Elbo.DocsGenerator.Tests;

public sealed class DocumentsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-docs-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_generated_documents_are_current() =>
        Documents.Stale(Repository.Root).Select(p => p.Path).ShouldBeEmpty("run dotnet run --project eng/docs-generator");

    [Fact]
    public void Every_model_has_a_page_and_a_row_in_the_readme()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        foreach (var id in ModelCatalog.All.Select(e => e.Card.Id))
        {
            File.Exists(Path.Combine(Repository.Root, "docs/models", id + ".md")).ShouldBeTrue(id);
            readme.ShouldContain($"[`{id}`](docs/models/{id}.md)");
        }
    }

    [Fact]
    public void A_document_that_was_edited_by_hand_is_named_and_then_put_right()
    {
        Plant();
        Run("--check", root).ShouldBe((0, ""));
        File.AppendAllText(Path.Combine(root, "docs/models/vae.md"), "and more\n");
        File.WriteAllText(Path.Combine(root, "docs/models/gone.md"), "a model that was removed\n");

        var (code, complaints) = Run("--check", root);
        code.ShouldBe(1);
        complaints.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':')[0]).ShouldBe(["docs/models/vae.md", "docs/models/gone.md"]);

        Run(root).ShouldBe((0, ""));
        Run("--check", root).ShouldBe((0, ""));
        File.Exists(Path.Combine(root, "docs/models/gone.md")).ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_result_file_stops_it_with_file_and_key_named()
    {
        Plant();
        Directory.CreateDirectory(Path.Combine(root, "results"));
        File.WriteAllText(Path.Combine(root, "results/mnist-vae-demo.json"), File.ReadAllText(Path.Combine(Repository.Root, "results/mnist-vae-demo.json")).Replace("\"seed\"", "\"sed\""));
        var (code, complaints) = Run(root);
        code.ShouldBe(1);
        complaints.ShouldContain("results/mnist-vae-demo.json: ");
        complaints.ShouldContain("'sed'");
    }

    private void Plant()
    {
        File.WriteAllText(Path.Combine(root, "Elbo.slnx"), "<Solution />");
        Run(root).ShouldBe((0, ""));
    }

    private static (int Code, string Complaints) Run(params string[] words)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Elbo.DocsGenerator.dll"), .. words]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEnd();
        output.Wait();
        child.WaitForExit();
        return (child.ExitCode, errors);
    }
}
