using Elbo.Data;
using Elbo.Models.Graphs;
using Elbo.Models.Latents;
using Elbo.Models.Tests.Graphs;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.GraphAutoencoder;

[NoLeak]
public sealed class GraphAutoencoderTests
{
    private const int Size = 8;

    // Held out of two cliques, and pairs across them.
    private static readonly (int From, int To)[] held = [(0, 3), (2, 7), (1, 6), (8, 11), (10, 15), (9, 12)], across = [(0, 8), (3, 12), (7, 9), (2, 15), (5, 10), (6, 11)];

    [Theory]
    [InlineData("gae")]
    [InlineData("vgae")]
    public void Edges_left_out_of_two_cliques_are_told_from_pairs_across_them(string id)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(id, 0);
        var batch = Cliques([]);
        Fit(model, batch);
        var (edges, others) = (Scores(model, batch, held), Scores(model, batch, across));
        edges.Average(e => others.Count(o => o < e) / (double)others.Length).ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void The_objective_is_the_weighted_cross_entropy_of_all_pairs_and_the_divergence_per_pair()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("vgae", 0);
        model.To(Device.Cpu, DType.F64);
        var batch = Cliques([], DType.F64);
        var loss = model.Loss(batch, new NoiseStream(3));
        var bound = Bound.Draw(model.Latent(), batch, 1, new(new NoiseStream(3)));
        const double Nodes = 2 * Size, All = Nodes * Nodes;
        var z = bound.Sites[0].Value[0][0];
        var logits = z.Matmul(z.T());
        var a = bound.Likelihood.Draw(new NoiseStream(1)).Value[0][0] * 0;
        var (from, to) = (batch[GraphDataset.Edges][0][0].ToArray<long>(), batch[GraphDataset.Edges][0][1].ToArray<long>());
        for (var k = 0; k < from.Length; k++)
        {
            a[from[k]][to[k]].FillInPlace(1);
            a[to[k]][from[k]].FillInPlace(1);
        }
        var joined = a.Sum().ToDouble();
        var labels = a + Ops.Eye(2 * Size, DType.F64);
        var weighted = (labels * (-logits).Softplus() * ((All - joined) / joined) + (1 - labels) * logits.Softplus()).Mean().ToDouble() * All / (2 * (All - joined));
        loss.Objective.ToArray<double>().Single().ShouldBe(weighted + bound.Divergence().ToArray<double>().Single() / All, 1e-9);
        loss.Watched.ShouldBe("links");
    }

    [Fact]
    public void Held_out_pairs_are_noted_and_teach_nothing()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("vgae", 2);
        double[] features = [.. Enumerable.Range(0, 4 * Size).Select(k => k % 5 * 0.3)];
        var (loss, other) = (model.Loss(Cliques(features), new NoiseStream(1)), model.Loss(Cliques(features, positives: across, negatives: held), new NoiseStream(1)));
        other.Objective.ToArray<float>().ShouldBe(loss.Objective.ToArray<float>());
        Term(other).ShouldNotBe(Term(loss));

        static float Term(LossTerms terms) => terms.Terms.Single(t => t.Name == "links").Values.ToArray<float>().Single();
    }

    private static Model Build(string id, int features)
    {
        using var generator = new Generator(1);
        var entry = ModelCatalog.Find(id);
        return entry.Build(entry.Defaults, new(DataSchema.OfShape([2 * Size, features]) with { Kind = DataKind.Graph }, generator));
    }

    private static Batch Cliques(double[] features, DType dtype = DType.F32, (int, int)[]? positives = null, (int, int)[]? negatives = null) =>
        FewNodes.Graph(2 * Size, features, [.. FewNodes.Clique(0, Size).Concat(FewNodes.Clique(Size, Size)).Except(held)], positives ?? held, negatives ?? across, dtype);

    private static void Fit(Model model, Batch batch)
    {
        using var optimizer = new Adam(model.NamedParameters(), 0.01);
        var noise = new NoiseStream(1);
        for (var step = 0; step < 200; step++)
        {
            using var scope = TensorScope.Enter();
            model.Loss(batch, noise).Objective.Sum().Backward();
            optimizer.Step();
            model.ZeroGrad();
        }
        model.Evaluate();
    }

    private static double[] Scores(Model model, Batch batch, (int, int)[] pairs)
    {
        using var off = Gradients.Off();
        var walk = new LocationWalk(1);
        model.Latent().VisitPosterior(batch, walk);
        return ((ILinkLikelihood)model.Latent().Likelihood(batch, walk.Values, new(new NoiseStream(1)))).LogOdds(FewNodes.Pairs(pairs)).To(DType.F64).ToArray<double>();
    }
}
