using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>How much of the divergence each dimension of the code carries.</summary>
public static class KlPerDimension
{
    /// <summary>
    /// Mean over examples of KL(q(z_j | x) ‖ p(z_j)) with its standard error, one per dimension, the sites of the code one after the other, nats: in
    /// closed form where there is one, else log q − log p of one draw. Empty for a code whose dimensions are joined under q or p (a mixture over whole
    /// codes), and for points of real numbers, which have no divergence.
    /// </summary>
    /// <param name="limit">At most this many examples, from the first.</param>
    /// <param name="seed">Of the draws; nothing is drawn where all forms are closed.</param>
    public static IReadOnlyList<Estimate> Measure(ILatentVariables model, IDataset data, Split split, int limit = int.MaxValue, ulong seed = 1)
    {
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("kl-per-dimension"));
        double[]? sum = null, squares = null;
        var joined = false;
        var batches = new OrderedBatches(data, split, 1000, limit);
        batches.ForEach(batch =>
        {
            var parts = Bound.Draw(model, batch, 1, new(noise)).Sites.Where(s => !model.IsOfItems(s.Site)).Select(s => s.ElementDivergence()?.To(DType.F64).Reshape([batch.Count, -1])).ToList();
            joined |= parts.Any(p => p is null);
            if (joined) return;
            var kl = Ops.Cat([.. parts.OfType<Tensor>()], -1);
            Add(ref sum, kl.Sum([0]));
            Add(ref squares, kl.Square().Sum([0]));
        });
        return joined || sum is null ? [] : [.. sum.Zip(squares!, (s, s2) => Estimate.OfSums(s, s2, batches.Count))];
    }

    private static void Add(ref double[]? target, Tensor values)
    {
        var added = values.ToArray<double>();
        if (target is null) target = added;
        else for (var j = 0; j < added.Length; j++) target[j] += added[j];
    }
}
