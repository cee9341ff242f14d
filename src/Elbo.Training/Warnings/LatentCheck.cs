using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Training.Warnings;

/// <summary>Looks at the code of some examples: which dimensions or codes say nothing, and whether log-variances are in proportion.</summary>
internal static class LatentCheck
{
    /// <summary>Nats of KL below which a dimension says nothing; also the variance of E[z | x] below which it does not (Burda et al. 2016, §5).</summary>
    private const double Silent = 0.01;

    /// <summary>Part of the codes in use below which a codebook has collapsed.</summary>
    private const double FewCodes = 0.25;

    // σ from 1/1800 to 150 of the prior's: outside, either the posterior is a point or it ignores the prior.
    private const double LeastLogVariance = -15, GreatestLogVariance = 10;

    private static readonly string[] withCodebook = ["vector", "product", "residual"];

    /// <param name="model">Looked at, not changed.</param>
    /// <param name="keys">Its settings, for the advice.</param>
    /// <param name="batch">Some examples.</param>
    /// <param name="epoch">Epochs that ended.</param>
    public static IEnumerable<TrainingWarning> Look(Model model, ModelKeys keys, Batch batch, int epoch)
    {
        using var scope = TensorScope.Enter();
        if (model.As<ICodeModel>() is { } discrete) return Codebook(discrete, keys, batch, epoch);
        if (model.As<ILatentVariables>() is { } latent)
        {
            var sites = Bound.Draw(latent, batch, 1, new(new NoiseStream(0))).Sites.Where(s => !latent.IsOfItems(s.Site)).ToList();
            if (sites.Select(s => s.ElementDivergence()).ToArray() is { Length: > 0 } kl && Array.TrueForAll(kl, part => part is not null))
                return [.. Codes([.. kl.SelectMany(part => Rows(part!.Reshape([batch.Count, -1])))], "KL", epoch, model, keys), .. sites.SelectMany(s => s.Q is Normal q ? Scale(q, epoch) : [])];
            // The coordinates of a direction say nothing one by one.
            if (sites.Count > 0 && sites.TrueForAll(s => s.Q.Support == Support.Sphere))
                return [.. Codes([.. sites.Select(s => s.Divergence().Mean().ToDouble())], "KL of the whole code", epoch, model, keys)];
        }
        // Nothing varies over one example, such as a graph.
        if (batch.Count < 2 || model.As<IEncoder>() is not { } encoder) return [];
        var codes = encoder.Encode(batch);
        return Codes(Rows((codes - codes.Mean([0])).Square()), "variance of E[z|x]", epoch, model, keys);

        static double[] Rows(Tensor values) => values.Mean([0]).To(Device.Cpu, DType.F64).ToArray<double>();
    }

    private static IEnumerable<TrainingWarning> Codes(double[] information, string measure, int epoch, Model model, ModelKeys keys)
    {
        var silent = information.Count(value => value < Silent);
        if (silent == information.Length)
            yield return new("posterior-collapse", Text($"after epoch {epoch} no dimension of the code says anything about the data ({measure} of all {silent} below {Silent})"),
                $"{(model.As<IKlWeighted>() is not null ? "warm the divergence up (training.klWarmUp=10), or " : "")}weaken the decoder, or check that the data is not constant", epoch);
        else if (silent * 2 >= information.Length)
            yield return new("inactive-dimensions", Text($"after epoch {epoch} {silent} of {information.Length} dimensions of the code are inactive ({measure} below {Silent})"),
                $"harmless, but a smaller code does as well{Smaller(information.Length, silent, keys)}{(model.As<IKlWeighted>() is not null ? "; training.klWarmUp keeps more of them in use" : "")}", epoch);
    }

    // A key only where it counts the dimensions themselves, not layers of them or channels of a grid.
    private static string Smaller(int size, int silent, ModelKeys keys) =>
        keys.ValueOf("latent") is JsonValue value && value.TryGetValue<int>(out var latent) && latent == size ? Text($" ({keys.PathOf("latent")}={Math.Max(size - silent, 1)})") : "";

    private static IEnumerable<TrainingWarning> Codebook(ICodeModel model, ModelKeys keys, Batch batch, int epoch)
    {
        var codes = model.EncodeCodes(batch).ToArray<long>();
        var (used, most) = (codes.Distinct().Count(), Math.Min(model.Prior.CodebookSize, codes.Length));
        if (used < FewCodes * most)
            yield return new("codebook-collapse", Text($"after epoch {epoch} only {used} of {model.Prior.CodebookSize} codes are used on {batch.Count} examples"),
                $"{Restarts(keys)}take fewer codes", epoch);
    }

    private static string Restarts(ModelKeys keys)
    {
        if (keys.ValueOf("quantizer")?["kind"] is { } kind && !withCodebook.Contains(kind.ToString())) return "";
        return keys.PathOf("restartBelow") is { } restart && keys.PathOf("kMeansBatches") is { } start ? $"restart unused codes ({restart}=1) and start them from data ({start}=1), or " : "";
    }

    private static IEnumerable<TrainingWarning> Scale(Normal q, int epoch)
    {
        var logVar = q.LogVariance();
        var (least, greatest) = (logVar.Min().ToDouble(), logVar.Max().ToDouble());
        if (least >= LeastLogVariance && greatest <= GreatestLogVariance) yield break;
        yield return new("log-variance", Text($"after epoch {epoch} log σ² of q(z|x) goes from {least:0.0} to {greatest:0.0}, far from the prior's 0"),
            "a smaller training.learningRate, or training.clipNorm=10; check the scale of the data", epoch);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
