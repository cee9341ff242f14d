using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.SemiSupervised;

/// <summary>Two half circles that lie in one another, of which six points say their class: the others say where the classes part.</summary>
[NoLeak]
public sealed class TwoMoonsTests
{
    private const int Points = 400, Labelled = 6, Steps = 600;

    [Fact]
    public void Points_without_a_label_make_fewer_mistakes_than_six_labels_alone()
    {
        using var scope = TensorScope.Enter();
        var (alone, both) = (Mistakes(withOthers: false), Mistakes(withOthers: true));
        both.ShouldBeLessThan(0.75 * alone, $"{both:0.000} of the points are told wrong with the others, {alone:0.000} without");
    }

    private static double Mistakes(bool withOthers)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        List<string> problems = [];
        var entry = ModelCatalog.Find("ssvae");
        var settings = entry.Resolve((JsonObject)JsonNode.Parse("""{ "latent": 1, "hidden": [64, 64], "alpha": 1, "likelihood": "gaussian", "outputMean": "identity" }""")!, "model", problems);
        using var model = entry.Build(settings, new(DataSchema.OfShape([2]) with { Factors = [new(Factor.Label, 2) { IsPartlyKnown = true }] }, generator));
        var (points, classes) = Moons(1);
        using var optimizer = new Adam(model.NamedParameters(), 1e-3);
        NoiseStream noise = new(1), order = new(2);
        for (var step = 0; step < Steps; step++)
        {
            using var inner = TensorScope.Enter();
            model.Loss(Some(points, classes, withOthers ? order : null), noise).Objective.Mean().Backward();
            optimizer.Step();
            model.ZeroGrad();
        }

        var (asked, wanted) = Moons(3);
        model.Evaluate();
        using var off = Gradients.Off();
        var guesses = model.As<IClassifier>()!.LogProbabilities(new(asked, null, Tensor.Arange(Points))).Argmax(-1).ToArray<long>();
        return guesses.Zip(wanted).Count(p => p.First != p.Second) / (double)Points;
    }

    // The six that say their class, and as many others as a batch has beside them, with the weights of their shares.
    private static Batch Some(Tensor points, long[] classes, NoiseStream? order)
    {
        long[] others = order is null ? [] : [.. order.Uniform([100]).ToArray<float>().Select(u => Labelled + (long)(u * (Points - Labelled)))];
        long[] rows = [.. Enumerable.Range(0, Labelled).Select(k => (long)k), .. others];
        var known = (float)Labelled / Points * rows.Length / Labelled;
        var other = others.Length == 0 ? 0 : (1 - (float)Labelled / Points) * rows.Length / others.Length;
        var batch = new Batch(points.IndexSelect(0, Tensor.From(rows)), Tensor.From([.. rows.Select(r => r < Labelled ? classes[r] : Factor.Unknown)]), Tensor.From(rows));
        return batch.With(LabelledBatches.Weight, Tensor.From([.. rows.Select(r => r < Labelled ? known : other)]));
    }

    // Points in turn of both, brought to about mean 0 and deviation 1.
    private static (Tensor Points, long[] Classes) Moons(ulong seed)
    {
        var noise = new NoiseStream(seed);
        float[] at = noise.Uniform([Points]).ToArray<float>(), off = noise.Normal([Points * 2]).ToArray<float>();
        var values = new float[Points * 2];
        for (var k = 0; k < Points; k++)
        {
            var angle = at[k] * MathF.PI;
            var (x, y) = k % 2 == 0 ? (MathF.Cos(angle), MathF.Sin(angle)) : (1 - MathF.Cos(angle), 0.5f - MathF.Sin(angle));
            values[2 * k] = (x + 0.08f * off[2 * k] - 0.5f) / 0.87f;
            values[2 * k + 1] = (y + 0.08f * off[2 * k + 1] - 0.25f) / 0.5f;
        }

        return (Tensor.From(values, Points, 2), [.. Enumerable.Range(0, Points).Select(k => (long)(k % 2))]);
    }
}
