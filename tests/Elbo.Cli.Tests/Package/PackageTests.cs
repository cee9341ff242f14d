using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Package;

/// <summary>What is in the package that `eng/pack` makes.</summary>
public sealed class PackageTests(PackedLibrary packed) : IClassFixture<PackedLibrary>
{
    // Every project of src/ but the command line.
    internal static IReadOnlyList<string> Layers { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(f => Path.GetFileName(f)).Where(name => name != "Elbo.Cli").Order(StringComparer.Ordinal)];

    [Fact]
    public void It_holds_every_layer_with_its_documentation_the_native_part_the_presets_and_nothing_else()
    {
        using var package = packed.Open();
        var presets = Directory.GetFiles(Path.Combine(Repository.Root, "presets"), "*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.Root, f));
        string[] expected =
        [
            .. Layers.SelectMany(layer => new[] { $"lib/net10.0/{layer}.dll", $"lib/net10.0/{layer}.xml" }),
            .. presets, "runtimes/linux-x64/native/libelbo_torch.so", "build/Elbo.targets", "buildTransitive/Elbo.targets", "README.md", "LICENSE", "Elbo.nuspec",
        ];
        Names(package).ShouldBe(expected, ignoreOrder: true);
        foreach (var entry in package.Entries) entry.Length.ShouldBeGreaterThan(0, entry.FullName);
    }

    [Fact]
    public void It_says_what_it_is_under_which_licence_and_of_which_commit_and_libtorch()
    {
        using var package = packed.Open();
        var about = Metadata(package);
        about["id"].Value.ShouldBe("Elbo");
        about["license"].Value.ShouldBe("MIT");
        about["readme"].Value.ShouldBe("README.md");
        about["authors"].Value.ShouldNotBeNullOrWhiteSpace();
        about["repository"].Attribute("type")!.Value.ShouldBe("git");
        if (Directory.Exists(Path.Combine(Repository.Root, ".git")) || File.Exists(Path.Combine(Repository.Root, ".git"))) about["repository"].Attribute("commit")!.Value.Length.ShouldBe(40);
        about["description"].Value.ShouldMatch(@"libtorch_cpu\.so");
    }

    [Fact]
    public void It_depends_on_what_the_layers_depend_on_in_the_same_versions()
    {
        using var package = packed.Open();
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);
        var wanted = Layers.SelectMany(layer => XDocument.Load(Path.Combine(Repository.Root, "src", layer, layer + ".csproj")).Descendants("PackageReference")).Select(p => p.Attribute("Include")!.Value).Distinct();
        Metadata(package)["dependencies"].Descendants().Where(d => d.Name.LocalName == "dependency").Select(d => (d.Attribute("id")!.Value, d.Attribute("version")!.Value))
            .ShouldBe(wanted.Select(name => (name, versions[name])), ignoreOrder: true);
    }

    [Fact]
    public void Symbols_fit_the_assemblies_and_neither_names_the_folder_they_were_built_in()
    {
        using var package = packed.Open();
        using var symbols = packed.OpenSymbols();
        foreach (var layer in Layers)
        {
            var (code, debug) = (Bytes(package, $"lib/net10.0/{layer}.dll"), Bytes(symbols, $"lib/net10.0/{layer}.pdb"));
            using System.Reflection.PortableExecutable.PEReader assembly = new(new MemoryStream(code));
            var named = assembly.ReadCodeViewDebugDirectoryData(assembly.ReadDebugDirectory().First(e => e.Type == System.Reflection.PortableExecutable.DebugDirectoryEntryType.CodeView));
            using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(debug));
            var reader = provider.GetMetadataReader();
            new BlobContentId(reader.DebugMetadataHeader!.Id).Guid.ShouldBe(named.Guid, layer);
            var sources = reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name)).ToList();
            sources.ShouldAllBe(source => source.StartsWith("/_/", StringComparison.Ordinal));
            named.Path.ShouldStartWith("/_/");
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public void The_same_sources_give_the_same_bytes()
    {
        using TemporaryFolder again = new();
        // Entries carry times of two seconds' resolution: this pack is later than the first by more.
        while (DateTime.UtcNow - File.GetLastWriteTimeUtc(Directory.GetFiles(packed.Feed, "*.nupkg")[0]) < TimeSpan.FromSeconds(2.1)) Thread.Sleep(100);
        PackedLibrary.Pack(again.Path);
        foreach (var file in Directory.GetFiles(packed.Feed)) File.ReadAllBytes(Path.Combine(again.Path, Path.GetFileName(file))).ShouldBe(File.ReadAllBytes(file), Path.GetFileName(file));
    }

    private static IEnumerable<string> Names(ZipArchive package) =>
        package.Entries.Select(e => e.FullName).Where(n => n != "[Content_Types].xml" && !n.StartsWith("_rels/", StringComparison.Ordinal) && !n.StartsWith("package/", StringComparison.Ordinal));

    private static Dictionary<string, XElement> Metadata(ZipArchive package)
    {
        using var stream = package.GetEntry("Elbo.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single().Elements().ToDictionary(e => e.Name.LocalName);
    }

    private static byte[] Bytes(ZipArchive from, string name)
    {
        using MemoryStream all = new();
        using (var entry = (from.GetEntry(name) ?? throw new FileNotFoundException(name)).Open()) entry.CopyTo(all);
        return all.ToArray();
    }
}
