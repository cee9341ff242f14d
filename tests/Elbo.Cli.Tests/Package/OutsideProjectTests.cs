using System.Globalization;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Package;

/// <summary>A project outside the repository that knows the package alone.</summary>
[Trait("Category", "Long")]
public sealed class OutsideProjectTests(PackedLibrary packed) : IClassFixture<PackedLibrary>
{
    [Fact]
    public void The_lines_of_the_readme_encode_an_image_in_it_and_presets_and_native_part_come_along()
    {
        using TemporaryFolder folder = new();
        var run = folder.Within("run");
        var trained = Elbo.Run("train", "vae", "--data", SmallImages.Write(folder.Within("data")), "--epochs", "1", "--set", "model.latent=3", "--set", "data.binarisation=none", "--out", run, "--quiet");
        trained.ExitCode.ShouldBe(0, trained.Errors);
        var image = folder.Within("one.pgm");
        File.WriteAllBytes(image, [.. "P5 8 8 255\n"u8, .. Enumerable.Range(0, 64).Select(i => (byte)(i % 8 < 4 ? 240 : 10))]);
        var program = Project(folder.Within("outside"));

        var outcome = PackedLibrary.Run(program, "dotnet", "bin/Release/net10.0/Outside.dll", run, image);

        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Errors.ShouldBeEmpty();
        // The code that the command line gives of the same image.
        Elbo.Run("encode", run, "--data", folder.Within("data"), "--split", "train", "--limit", "1", "--out", folder.Within("codes.csv"), "--quiet").ExitCode.ShouldBe(0);
        var row = File.ReadAllLines(folder.Within("codes.csv"))[1].Split(',')[^3..].Select(v => double.Parse(v, CultureInfo.InvariantCulture));
        // Three decimals are printed.
        outcome.Output.Trim().Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).Zip(row, (a, b) => Math.Abs(a - b)).ToArray().ShouldAllBe(d => d <= 0.00051);
        File.Exists(Path.Combine(program, "bin/Release/net10.0/presets/mnist/vae.json")).ShouldBeTrue();
    }

    /// <summary>Builds the sample there, from the package; what that depends on is what this machine has restored before.</summary>
    private string Project(string at)
    {
        Directory.CreateDirectory(at);
        var version = Path.GetFileNameWithoutExtension(Directory.GetFiles(packed.Feed, "*.nupkg")[0])["Elbo.".Length..];
        File.Copy(Path.Combine(Repository.Root, "samples/Encode/Program.cs"), Path.Combine(at, "Program.cs"));
        File.WriteAllText(Path.Combine(at, "Outside.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup><PackageReference Include="Elbo" Version="{version}" /></ItemGroup>
            </Project>
            """);
        var restored = PackedLibrary.Run(at, "dotnet", "nuget", "locals", "global-packages", "--list").Output.Trim()["global-packages: ".Length..];
        // The package of this build is not kept for others: packages restored here stay here.
        File.WriteAllText(Path.Combine(at, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><add key="restored" value="{restored}" /></fallbackPackageFolders>
              <packageSources><add key="elbo" value="{packed.Feed}" /></packageSources>
            </configuration>
            """);
        var built = PackedLibrary.Run(at, "dotnet", "build", "-c", "Release", "-tl:off", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        built.ExitCode.ShouldBe(0, built.Output);
        return at;
    }
}
