namespace Elbo.DocsGenerator.Tests;

public sealed class LinkTests
{
    [Fact]
    public void Every_relative_link_of_the_documents_leads_somewhere()
    {
        var links = MarkdownDocument.All.SelectMany(d => d.RelativeLinks.Select(target => (Document: d, Target: target))).ToList();
        links.Count.ShouldBeGreaterThan(20);
        links.Select(l => l.Document.Problem(l.Target)).OfType<string>().ShouldBeEmpty();
    }

    [Fact]
    public void Every_page_of_the_documentation_stands_in_its_index()
    {
        var index = MarkdownDocument.All.Single(d => d.Path == Path.Combine(Testing.Repository.Root, "docs/README.md"));
        Directory.EnumerateFiles(Path.Combine(Testing.Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.GetDirectoryName(index.Path)!, file))
            .Except(index.RelativeLinks.Append("README.md")).ShouldBeEmpty();
    }

    [Fact]
    public void A_link_to_a_missing_file_or_heading_is_found()
    {
        var readme = MarkdownDocument.All.Single(d => d.Path == Path.Combine(Testing.Repository.Root, "README.md"));
        readme.Problem("docs/nowhere.md").ShouldBe("README.md: docs/nowhere.md is not there");
        readme.Problem("CONTRIBUTING.md#nowhere").ShouldBe("README.md: CONTRIBUTING.md#nowhere has no such heading");
        readme.Problem("#install").ShouldBeNull();
    }
}
