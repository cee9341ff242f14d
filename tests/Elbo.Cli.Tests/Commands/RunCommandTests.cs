using System.Globalization;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Commands;

/// <summary>A run from training to images, as a user types it, on images of 8 × 8 pixels.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Data => SmallImages.Write(At("data"));

    [Fact]
    public void A_trained_run_can_be_evaluated_sampled_and_reconstructed()
    {
        var run = At("run");
        var trained = Elbo.Run("train", "vae", "--data", Data, "--set", "model.latent=3", "--set", "model.hidden=[16]", "--epochs", "40", "--set", "training.learningRate=0.01", "--out", run, "--json");
        trained.ExitCode.ShouldBe(0, trained.Errors);
        var result = JsonNode.Parse(trained.Output)!;
        ((double)result["objective"]!).ShouldBeLessThan(40); // 64 coins cost 44 nats
        File.ReadAllText(At("run/report.html")).ShouldContain("Variational autoencoder");

        var evaluated = Elbo.Run("evaluate", run, "--samples", "37", "--json");
        evaluated.ExitCode.ShouldBe(0, evaluated.Errors);
        var figures = JsonNode.Parse(evaluated.Output)!;
        ((int)figures["samples"]!, (int)figures["examples"]!, (int)figures["latent"]!).ShouldBe((37, 100, 3));
        ((double)figures["nll"]!).ShouldBeLessThan(-(double)figures["elbo"]!);
        ((double)figures["elbo"]!).ShouldBe((double)figures["reconstruction"]! - (double)figures["kl"]!, 1e-3);
        figures["weights_sha256"]!.ToString().Length.ShouldBe(64);
        File.Exists(At("run/evaluation-test.json")).ShouldBeTrue();

        foreach (var (verb, file) in new[] { ("sample", At("s.png")), ("reconstruct", At("r.png")) })
        {
            Elbo.Run(verb, run, "-n", "9", "--out", file).ExitCode.ShouldBe(0, verb);
            File.ReadAllBytes(file).AsSpan(0, 4).ToArray().ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
        }
    }

    [Theory]
    [InlineData("discretisedLogistic")]
    [InlineData("bernoulli")]
    public void Bits_per_dimension_are_given_where_the_likelihood_is_a_probability_of_grey_values(string likelihood)
    {
        var run = At("run");
        Elbo.Run("train", "grid-vae", "--data", Data, "--set", "data.binarisation=none", "--set", $"model.likelihood={likelihood}", "--set", "model.network.width=8", "--epochs", "1", "--out", run, "--quiet")
            .ExitCode.ShouldBe(0);
        var evaluated = Elbo.Run("evaluate", run, "--samples", "5");
        evaluated.ExitCode.ShouldBe(0, evaluated.Errors);
        var figures = JsonNode.Parse(File.ReadAllText(At("run/evaluation-test.json")))!;
        foreach (var (bits, nats, sign) in new[] { ("bits_per_dimension", "elbo", -1), ("nll_bits_per_dimension", "nll", 1) })
        {
            if (likelihood == "bernoulli")
            {
                figures[bits].ShouldBeNull();
                continue;
            }
            // Figures are written with four decimals.
            ((double)figures[bits]!).ShouldBe(sign * (double)figures[nats]! / (64 * Math.Log(2)), 1e-4);
            ((double)figures[bits + "_se"]!).ShouldBe((double)figures[nats + "_se"]! / (64 * Math.Log(2)), 1e-4);
        }
        evaluated.Output.Contains("bits/dim", StringComparison.Ordinal).ShouldBe(likelihood == "discretisedLogistic");
    }

    [Fact]
    public void An_interrupted_run_resumes_to_the_same_weights()
    {
        string[] recipe = ["train", "vae", "--data", Data, "--set", "model.hidden=[64]", "--set", "training.batch=5", "--epochs", "80", "--quiet"];
        Elbo.Run([.. recipe, "--out", At("whole")]).ExitCode.ShouldBe(0);
        var run = At("stopped");
        using var child = Elbo.Start([.. recipe, "--out", run], new Dictionary<string, string?>());
        while (!child.HasExited && !(Directory.Exists(Path.Combine(run, "checkpoints")) && Directory.EnumerateDirectories(Path.Combine(run, "checkpoints"), "step-*").Any())) Thread.Sleep(1);
        using (System.Diagnostics.Process.Start("kill", ["-INT", child.Id.ToString(CultureInfo.InvariantCulture)])) Elbo.Finish(child).ExitCode.ShouldBe(130);
        File.Exists(Path.Combine(run, "model/weights.safetensors")).ShouldBeFalse("the run was over before it was stopped");
        Elbo.Run("resume", run, "--quiet").ExitCode.ShouldBe(0);
        File.ReadAllBytes(Path.Combine(run, "model/weights.safetensors")).AsSpan().SequenceEqual(File.ReadAllBytes(At("whole/model/weights.safetensors"))).ShouldBeTrue();
    }

    [Fact]
    public void Settings_come_from_preset_file_and_line_later_ones_over_earlier()
    {
        File.WriteAllText(At("mine.json"), "{ // mine\n \"model\": { \"latent\": 4, \"hidden\": [7] }, \"training\": { \"epochs\": 2 } }");
        Elbo.Run("train", "vae", "--preset", "mnist/vae-demo", "--config", At("mine.json"), "--data", Data, "--set", "model.latent=5", "--seed", "9", "--out", At("run"), "--quiet").ExitCode.ShouldBe(0);
        var config = JsonNode.Parse(File.ReadAllText(At("run/config.json")))!;
        ((int)config["model"]!["latent"]!, config["model"]!["hidden"]!.ToJsonString(), (int)config["training"]!["epochs"]!, (int)config["seed"]!, config["training"]!["schedule"]!.ToString())
            .ShouldBe((5, "[7]", 2, 9, "cosine"));
    }

    [Theory]
    [InlineData(2, "unknown key 'model.laten'; did you mean 'latent'?", "train", "vae", "--set", "model.laten=3")]
    [InlineData(2, "model.latent must be 1 to 65536, is -3", "train", "vae", "--set", "model.latent=-3")]
    [InlineData(2, "unknown model 'vea'; did you mean 'vae'?", "train", "vea")]
    [InlineData(2, "unknown preset 'mnist/vae-dmeo'; did you mean 'mnist/vae-demo'?", "train", "vae", "--preset", "mnist/vae-dmeo")]
    [InlineData(2, "--device: unknown device 'gpu'; use cpu, cuda or cuda:N", "train", "vae", "--device", "gpu")]
    [InlineData(2, "--samples '0' is not a whole number of at least 1", "evaluate", "x", "--samples", "0")]
    [InlineData(2, "--split 'tset' is not one of train, validation, test", "evaluate", "x", "--split", "tset")]
    [InlineData(1, "no run here", "evaluate", "/nowhere")]
    [InlineData(1, "unknown data set 'mnits'; did you mean 'mnist'?", "train", "vae", "--data", "mnits")]
    [InlineData(1, "/nowhere.npy: no such file or folder", "train", "vae", "--data", "/nowhere.npy")]
    [InlineData(1, "nowhere.npy: no such file or folder", "train", "vae", "--data", "nowhere.npy")]
    [InlineData(2, "/nowhere.json: no such file", "train", "vae", "--config", "/nowhere.json")]
    [InlineData(2, "data.binarisation: dynamic makes pixels 0 or 1, for which a discretised logistic likelihood has no meaning; set it to none, or choose model.likelihood=bernoulli",
        "train", "grid-vae", "--data", "DATA", "--set", "model.likelihood=discretisedLogistic", "--set", "data.binarisation=dynamic")]
    [InlineData(1, "cannot be written", "train", "vae", "--data", "DATA", "--out", "/proc/nowhere")]
    [InlineData(1, "libelbo_torch.so not found", "train", "vae", "ELBO_NATIVE=/nowhere")]
    public void Bad_input_is_one_line_that_names_it(int code, string says, params string[] words)
    {
        var variables = words.Where(w => w.StartsWith("ELBO_", StringComparison.Ordinal)).Select(w => w.Split('=')).ToDictionary(p => p[0], p => (string?)p[1]);
        var before = Runs();
        var outcome = Elbo.Run([.. words.Where(w => !w.StartsWith("ELBO_", StringComparison.Ordinal)).Select(w => w == "DATA" ? Data : w)], variables);
        outcome.ExitCode.ShouldBe(code, outcome.Errors);
        outcome.Output.ShouldBeEmpty();
        outcome.Complaints[0].ShouldStartWith("elbo: ");
        outcome.Complaints[0].ShouldContain(says);
        Runs().ShouldBe(before, "a refused command left a run behind");

        // Where a run goes that has no --out.
        static string[] Runs() => Directory.Exists("runs") ? Directory.GetDirectories("runs") : [];
    }

    [Fact]
    public void Settings_that_do_not_fit_the_data_leave_no_folder()
    {
        File.WriteAllText(At("rows.csv"), "a,b\n1,2\n3,5\n4,4\n");
        var outcome = Elbo.Run("train", "vae", "--data", At("rows.csv"), "--set", "model.network=conv", "--out", At("run"), "--quiet");
        outcome.ExitCode.ShouldBe(2);
        outcome.Complaints.ShouldHaveSingleItem().ShouldStartWith("elbo: model.network: conv needs images");
        Directory.Exists(At("run")).ShouldBeFalse();
    }

    [Fact]
    public void A_file_in_a_folder_that_is_not_there_makes_the_folder()
    {
        Elbo.Run("train", "vae", "--data", Data, "--set", "model.hidden=[4]", "--epochs", "1", "--out", At("run"), "--quiet").ExitCode.ShouldBe(0);
        Elbo.Run("encode", At("run"), "--out", At("new/codes.npy")).ExitCode.ShouldBe(0);
        File.Exists(At("new/codes.npy")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("overlap")]
    [InlineData("other shape")]
    public void Damaged_weights_are_refused_with_the_file_named(string damage)
    {
        var run = At("run");
        Elbo.Run("train", "vae", "--data", Data, "--set", "model.hidden=[4]", "--epochs", "1", "--out", run, "--quiet").ExitCode.ShouldBe(0);
        var file = Path.Combine(run, "model/weights.safetensors");
        var bytes = File.ReadAllBytes(file);
        if (damage == "cut") bytes = bytes[..^10];
        var header = System.Text.Encoding.UTF8.GetString(bytes, 8, (int)BitConverter.ToUInt64(bytes));
        if (damage == "overlap") header = System.Text.RegularExpressions.Regex.Replace(header, "\"data_offsets\":\\[(\\d)", "\"data_offsets\":[0,$1", System.Text.RegularExpressions.RegexOptions.None)[..header.Length];
        if (damage == "other shape") header = header.Replace("\"shape\":[4,64]", "\"shape\":[64,4]");
        System.Text.Encoding.UTF8.GetBytes(header).CopyTo(bytes, 8);
        File.WriteAllBytes(file, bytes);
        var outcome = Elbo.Run("evaluate", run, "--json");
        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldBeEmpty();
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain(file);
        File.Exists(Path.Combine(run, "evaluation-test.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("magic")]
    [InlineData("cut gz")]
    public void Damaged_data_is_refused_before_a_run_is_made(string damage)
    {
        var data = Data;
        var file = Path.Combine(data, "train-images-idx3-ubyte");
        if (damage == "magic")
        {
            var bytes = File.ReadAllBytes(file);
            bytes[2] = 9;
            File.WriteAllBytes(file, bytes);
        }
        else
        {
            using (var packed = new System.IO.Compression.GZipStream(File.Create(file + ".gz"), System.IO.Compression.CompressionLevel.Fastest)) packed.Write(File.ReadAllBytes(file));
            File.Delete(file);
            file += ".gz";
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^40]);
        }
        var outcome = Elbo.Run("train", "vae", "--data", data, "--out", At("run"));
        outcome.ExitCode.ShouldBe(1);
        outcome.Complaints.ShouldHaveSingleItem().ShouldContain(file);
        Directory.Exists(At("run")).ShouldBeFalse();
    }

    private string At(string name) => Path.Combine(folder.Path, name);
}
