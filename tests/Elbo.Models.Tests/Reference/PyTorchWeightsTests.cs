using System.Diagnostics;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Reference;

/// <summary>The weights file read by PyTorch gives the same logits: names, shapes, layout and formulas agree.</summary>
[NoLeak]
public sealed class PyTorchWeightsTests
{
    private const string Python = "/usr/bin/python3";

    private const string Layers = """
        [["encoder.body.0", "tanh"], ["encoder.body.1", "tanh"], ["encoder.mu", "none"],
         ["decoder.body.0", "tanh"], ["decoder.body.1", "tanh"], ["decoder.logits", "none"]]
        """;

    [Fact]
    public void Weights_read_in_PyTorch_give_the_same_logits()
    {
        if (!File.Exists(Python) || Run("-c", "import torch").ExitCode != 0) Assert.Skip("python3-torch is not installed");
        var folder = Directory.CreateTempSubdirectory("elbo-weights-").FullName;
        try
        {
            using var scope = TensorScope.Enter();
            using var generator = new Generator(1);
            using var model = VaeDefinition.Build(new VaeConfig(), new ModelInputs([1, 28, 28], generator));
            var x = Tensor.Rand([40, 784], generator).Lt(0.2).To(DType.F32);
            var batch = new Data.Batch(x, null, Tensor.Arange(40));
            using (var adam = new Adam(model.NamedParameters(), 3e-3))
            {
                // Trained a little, so that weights and logits are not those of the start.
                var noise = new NoiseStream(1);
                for (var step = 0; step < 100; step++)
                {
                    using var own = TensorScope.Enter();
                    model.Loss(batch, noise).Objective.Mean().Backward();
                    adam.Step();
                    adam.ZeroGrad();
                }
            }
            using var off = Gradients.Off();
            var code = new SiteValues("z", model.As<IEncoder>()!.Encode(batch));
            var logits = ((Probability.Bernoulli)model.As<ILatentVariables>()!.Likelihood(batch, code, new(new NoiseStream(1)))).Logits;
            logits.Abs().Max().ToDouble().ShouldBeGreaterThan(2);
            string weights = Path.Combine(folder, "w.safetensors"), l = Path.Combine(folder, "l.npy"), inputs = Path.Combine(folder, "x.npy");
            SafetensorsWriter.Save(weights, model.State());
            Npy.Save(l, logits);
            Npy.Save(inputs, x);
            var check = Run(Path.Combine(Repository.Root, "tests/python/check_weights.py"), weights, l, inputs, "--layers", Layers);
            check.ExitCode.ShouldBe(0, check.Output);
            check.Output.ShouldStartWith("max_abs_diff");
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, output + errors.Result);
    }
}
