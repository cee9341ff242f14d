using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Training.Tests;

/// <summary>
/// The best model that says the same of every example: a mean and where there is one a spread for each dimension, from training examples. A model that has learned
/// nothing of what tells examples apart is no better.
/// </summary>
internal static class ConstantModel
{
    private const int Levels = 256, Fitted = 1000;

    /// <summary>Mean negative log-likelihood of the held-out examples, in nats; of a graph that of a pair of nodes, half of which are joined. Null for a likelihood that is none of these.</summary>
    /// <param name="oneSpread">Whether the model has one spread for all dimensions, as the constant then has.</param>
    public static double? Nats(string likelihood, IDataset data, Split held, bool oneSpread = false)
    {
        if (data.Info.Kind == DataKind.Graph) return Math.Log(2);
        if (data.Info.Kind == DataKind.WordSequences) return Sentences(data, held);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        Tensor train = All(data, Split.Train), x = All(data, held);
        return likelihood switch
        {
            "Bernoulli" => Bernoulli(train, x),
            "Gaussian" => Gaussian(train, x, oneSpread),
            "discretised logistic" => Logistic(train, x),
            "µ-law" => MuLaw(train, x),
            "bag-of-words" => Words(train, x),
            _ => data.Info.Kind == DataKind.Set ? Items(data, held) : null,
        };
    }

    // One Gaussian for the items of all sets, of whole sets.
    private static double Items(IDataset data, Split held)
    {
        var items = data.Info.Shape[0];
        Tensor train = All(data, Split.Train), x = All(data, held);
        return Gaussian(train.Reshape([-1, data.Info.Shape[1]]), x.Reshape([-1, data.Info.Shape[1]])) * items;
    }

    // Words one by one, each as often as in training.
    private static double Words(Tensor train, Tensor x)
    {
        var counts = train.Sum([0]) + 1;
        return -(x * (counts / counts.Sum()).Log()).Sum([1]).Mean().ToDouble();
    }

    // The same with the end among the words, of sentences of any length.
    private static double Sentences(IDataset data, Split held)
    {
        using var scope = TensorScope.Enter();
        Dictionary<long, double> counts = [];
        foreach (var word in Sequences(data, Split.Train).SelectMany(s => s)) counts[word] = counts.GetValueOrDefault(word) + 1;
        var total = counts.Values.Sum() + counts.Count + 1;
        return Sequences(data, held).Average(s => -s.Sum(word => Math.Log((counts.GetValueOrDefault(word) + 1) / total)));
    }

    private static IEnumerable<long[]> Sequences(IDataset data, Split split)
    {
        var batches = new OrderedBatches(data, split, 500, 2000);
        while (batches.TryNext(out var batch))
        {
            var words = batch.X.ToArray<long>();
            foreach (var row in words.Chunk(words.Length / batch.Count)) yield return row[..Math.Min(row.Length, row.Count(w => w != Vocabulary.End) + 1)];
        }
    }

    private static Tensor All(IDataset data, Split split)
    {
        var parts = new List<Tensor>();
        var batches = new OrderedBatches(data, split, 500, 2000);
        while (batches.TryNext(out var batch)) parts.Add(batch.X.Reshape([batch.Count, -1]));
        return Ops.Cat([.. parts]);
    }

    private static double Bernoulli(Tensor train, Tensor x)
    {
        var p = train.Mean([0]).Clamp(1e-3, 1 - 1e-3);
        return -(x * p.Log() + (1 - x) * (1 - p).Log()).Sum([1]).Mean().ToDouble();
    }

    // No narrower than models are let be by default: a constant pixel would have an infinite density.
    private static double Gaussian(Tensor train, Tensor x, bool oneSpread = false)
    {
        var variance = train.Var([0], correction: 0);
        variance = oneSpread ? variance.Mean().ExpandAs(variance) : variance.Maximum(variance.Mean() / 400);
        return (0.5 * ((x - train.Mean([0])).Square() / variance + variance.Log() + Math.Log(2 * Math.PI))).Sum([1]).Mean().ToDouble();
    }

    private static double MuLaw(Tensor train, Tensor x)
    {
        var counts = new double[Levels];
        foreach (var k in Elbo.Models.Likelihoods.MuLaw.Encode(train).ToArray<long>()) counts[k]++;
        var total = counts.Sum() + Levels;
        return -Elbo.Models.Likelihoods.MuLaw.Encode(x).ToArray<long>().Sum(k => Math.Log((counts[k] + 1) / total)) / x.Size(0);
    }

    // The likeliest of some locations and scales for each dimension.
    private static double Logistic(Tensor train, Tensor x)
    {
        train = train.Narrow(0, 0, Math.Min(train.Size(0), Fitted));
        var (best, own) = (Enumerable.Repeat(double.PositiveInfinity, (int)train.Size(1)).ToArray(), new double[train.Size(1)]);
        Tensor[] places = [train.Mean([0]), Tensor.Full([train.Size(1)], 0.5), Tensor.Zeros([train.Size(1)]), Tensor.Ones([train.Size(1)])];
        foreach (var mu in places)
        {
            for (var logScale = -7.5; logScale < -0.5; logScale += 0.5)
            {
                // Each try is as large as the data some times over.
                using var scope = TensorScope.Enter();
                var at = Tensor.Full([train.Size(1)], logScale);
                var (nats, held) = (Cost(train, mu, at), Cost(x, mu, at));
                for (var d = 0; d < best.Length; d++)
                    if (nats[d] < best[d]) (best[d], own[d]) = (nats[d], held[d]);
            }
        }
        return own.Sum();
    }

    private static double[] Cost(Tensor x, Tensor mu, Tensor logScale) =>
        (-new Elbo.Probability.DiscretisedLogistic(mu, logScale, Levels, 0).LogProb(x)).Mean([0]).To(DType.F64).ToArray<double>();
}
