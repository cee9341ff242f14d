using Elbo.Data;
using Elbo.Evaluation.Detection;
using Elbo.Models;
using Elbo.Models.Graphs;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Evaluation.Measures;

/// <summary>
/// How well edges that were held out of a graph are told from as many other pairs of nodes, by the likelihood at the locations of the codes (Kipf &amp; Welling 2016, arXiv
/// 1611.07308, Table 1). The error is of the draw of pairs; another start of the weights moves the figure as well.
/// </summary>
public sealed class LinkPredictionMeasure : IMeasure
{
    /// <summary>Area under the ROC curve of held-out edges against as many pairs without one, percent: 50 by chance, 100 at most.</summary>
    public static FigureKind Area { get; } = new("link_auc", "%", "area under the ROC curve of held-out edges", Direction.Higher) { Label = "link auc", Card = "Link AUC" };

    /// <summary>Average precision of held-out edges among as many pairs without one, percent: 50 by chance, 100 at most.</summary>
    public static FigureKind Precision { get; } = new("link_average_precision", "%", "average precision of held-out edges", Direction.Higher) { Label = "link ap", Card = "Link AP" };

    /// <inheritdoc/>
    public string Id => "links";

    /// <inheritdoc/>
    public string Summary => "prediction of held-out edges";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Area, Precision];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => schema.Kind != DataKind.Graph ? $"its examples are {schema.Kind.Describe()}, not a graph"
        : MeasureFit.NoPosterior(model);

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var (edges, others) = Scores(context);
        yield return new(Area, RocArea.Of(edges, others).Scaled(100));
        yield return new(Precision, 100 * AveragePrecision.Of(edges, others));
    }

    private static (List<double> Edges, List<double> Others) Scores(MeasureContext context)
    {
        using var off = Gradients.Off();
        List<double> edges = [], others = [];
        new OrderedBatches(context.Data, context.Split, 1, context.Limit).ForEach(graph =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            var walk = new LocationWalk(graph.Count);
            context.Latent.VisitPosterior(graph, walk);
            if (context.Latent.Likelihood(graph, walk.Values, new(new NoiseStream(0))) is not ILinkLikelihood links) throw new UnfitException("p(x | z) is no distribution over edges");
            edges.AddRange(links.LogOdds(graph[GraphDataset.Positives]).To(DType.F64).ToArray<double>());
            others.AddRange(links.LogOdds(graph[GraphDataset.Negatives]).To(DType.F64).ToArray<double>());
            context.Progress?.Invoke(1);
        });
        return (edges, others);
    }
}
