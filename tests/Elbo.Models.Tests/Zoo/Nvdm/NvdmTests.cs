using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.Nvdm;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Zoo.Nvdm;

[NoLeak]
public sealed class NvdmTests
{
    private const double Step = 0.01, End = 9;

    [Fact]
    public void Probabilities_of_all_texts_of_three_words_add_up_to_one_and_the_bound_lies_below_each()
    {
        using var scope = TensorScope.Enter();
        using var model = Model(words: 3, latent: 1);
        model.Evaluate();
        // All counts of three words among three, and in how many orders they come.
        List<float> counts = [];
        List<double> orders = [];
        for (var a = 0; a <= 3; a++)
            for (var b = 0; a + b <= 3; b++)
            {
                counts.AddRange([a, b, 3 - a - b]);
                orders.Add(6.0 / (Factorial(a) * Factorial(b) * Factorial(3 - a - b)));
            }
        var texts = new Batch(Tensor.From([.. counts], orders.Count, 3), null, Tensor.Arange(orders.Count));
        var exact = LogProb(model, texts);
        exact.Select((nats, k) => orders[k] * Math.Exp(nats)).Sum().ShouldBe(1, 1e-5);
        using var off = Gradients.Off();
        var logW = Bound.Draw(model, texts, 50_000, new(new NoiseStream(1))).LogWeights().To(DType.F64);
        double[] bound = logW.Mean([0]).ToArray<double>(), spread = logW.Std([0], 1).ToArray<double>();
        var weights = new ImportanceAccumulator();
        weights.Add(logW);
        double[] tight = weights.LogMeanExp(), error = weights.StandardError();
        for (var k = 0; k < exact.Length; k++)
        {
            bound[k].ShouldBeLessThan(exact[k] + 5 * spread[k] / Math.Sqrt(50_000));
            // Five standard errors, and f32.
            tight[k].ShouldBe(exact[k], 5 * error[k] + 1e-4);
        }
    }

    [Fact]
    public void Before_training_the_words_have_the_shares_of_the_data()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var model = NvdmDefinition.Build(new() { Latent = 2, Hidden = [4] }, new ModelInputs(NvdmDefinition.Example with { Fields = [Field.Values([4])] }, generator) { Statistics = new(Tensor.From([1f, 2, 5, 0])) });
        var shares = model.As<IDecoder>()!.Decode(Tensor.Zeros([1, 2])).ToArray<float>();
        foreach (var (share, wanted) in shares.Zip([1 / 8f, 2 / 8f, 5 / 8f, 0])) share.ShouldBe(wanted, 1e-5f);
    }

    // The bound's start at N(0, I) under random weights; the encoder is not trained.
    private static Vae Model(int words, int latent)
    {
        using var generator = new Generator(3);
        return (Vae)NvdmDefinition.Build(new() { Latent = latent, Hidden = [4] }, new ModelInputs([words], generator));
    }

    // ∫ p(x | z) p(z) dz by the rule of rectangles, which is spectrally accurate here.
    private static double[] LogProb(Vae model, Batch texts)
    {
        using var off = Gradients.Off();
        var points = (int)(2 * End / Step) + 1;
        var z = Tensor.From([.. Enumerable.Range(0, points * texts.Count).Select(k => (float)(-End + Step * (k / texts.Count)))], points, texts.Count, 1);
        return (JointDensity.LogProb(model, texts, new("z", z)).To(DType.F64).Logsumexp([0]) + Math.Log(Step)).ToArray<double>();
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
