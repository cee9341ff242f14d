using System.Diagnostics;
using Elbo.Testing;

namespace Elbo.Cli.Tests;

/// <summary>Models from outside the toolkit.</summary>
public sealed class OwnModelTests : IDisposable
{
    private static readonly string Library = Path.Combine(Repository.Root, "artifacts/bin/ModelLibrary/release/ModelLibrary.dll");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_composed_model_of_a_library_user_trains_evaluates_and_is_found_again()
    {
        var program = Path.Combine(Repository.Root, "artifacts/bin/OwnModel/release/OwnModel.dll");
        var (data, run) = (SmallImages.Write(folder.Within("data")), folder.Within("run"));
        var first = Run(program, data, run);
        first.ExitCode.ShouldBe(0, first.Errors);
        first.Output.ShouldMatch(@"^-log p\(x\) <= [0-9.]+ \+- [0-9.]+ nats");
        var weights = File.ReadAllBytes(Path.Combine(run, "model/weights.safetensors"));
        // A second time there is nothing left to train.
        Run(program, data, run).Output.ShouldBe(first.Output);
        File.ReadAllBytes(Path.Combine(run, "model/weights.safetensors")).ShouldBe(weights);
        File.ReadAllLines(Path.Combine(Repository.Root, "samples/OwnModel/Program.cs")).Length.ShouldBeLessThanOrEqualTo(40);
    }

    [Fact]
    public void An_assembly_s_models_are_trained_and_evaluated_by_name()
    {
        var (data, run) = (SmallImages.Write(folder.Within("data")), folder.Within("run"));
        var trained = Elbo.Run("train", "relu-vae", "--data", data, "--epochs", "1", "--set", "model.width=8", "--out", run, "--models", Library);
        trained.ExitCode.ShouldBe(0, trained.Errors);
        // What is printed as the next step works as it stands.
        var next = trained.Output.Split('\n').Single(line => line.StartsWith("next", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        next[1].ShouldBe("elbo");
        var evaluated = Elbo.Run([.. next[2..], "--samples", "2"]);
        evaluated.ExitCode.ShouldBe(0, evaluated.Errors);
        evaluated.Output.ShouldContain("nll");
        Elbo.Run("models", "relu-vae", $"--models={Library}").Output.ShouldContain("model.width");
    }

    [Theory]
    [InlineData("none.dll", "none.dll: no such file")]
    [InlineData("README.md", "not an assembly")]
    [InlineData("artifacts/bin/ModelLibrary/release/Elbo.Models.dll", "names no model")]
    public void What_is_no_such_assembly_is_refused_in_a_line(string file, string expected)
    {
        var outcome = Elbo.Run("models", "--models", Path.Combine(Repository.Root, file));
        outcome.ExitCode.ShouldBe(2);
        outcome.Errors.ShouldContain(expected);
    }

    [Fact]
    public void Keys_of_a_foreign_model_are_checked_like_any_other()
    {
        var outcome = Elbo.Run("train", "relu-vae", "--data", "mnist", "--set", "model.widht=8", "--models", Library);
        outcome.ExitCode.ShouldBe(2);
        outcome.Errors.ShouldContain("did you mean 'width'");
    }

    private static Outcome Run(params string[] words)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        return Elbo.Finish(child);
    }
}
