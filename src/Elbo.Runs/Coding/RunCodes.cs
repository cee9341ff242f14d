using Elbo.Data;
using Elbo.Models;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Runs.Coding;

/// <summary>The codes of a split under a run's model: posterior means, or discrete codes. Of a graph a row for each node.</summary>
/// <param name="Codes">[N, Z] F32, or discrete ones [N, …] I64; owned by the scope they were made in.</param>
/// <param name="Labels">[N] I64, below 0 where the class is not known; null for data without classes.</param>
/// <param name="Ids">Who the rows are.</param>
public sealed record RunCodes(Tensor Codes, Tensor? Labels, ExampleIds Ids)
{
    private const int BatchSize = 500;

    /// <summary>Sizes of one code.</summary>
    /// <exception cref="CommandException">The model has no codes.</exception>
    public static IReadOnlyList<int> ShapeOf(TrainedRun trained, string verb = "encode") => Encoder(trained, verb).Shape;

    /// <param name="limit">Only the first so many examples.</param>
    /// <exception cref="CommandException">The model has no codes.</exception>
    public static RunCodes Of(TrainedRun trained, IDataset data, Split split, ISession session, int limit = int.MaxValue, string verb = "encode")
    {
        var (_, encode) = Encoder(trained, verb);
        var batches = new OrderedBatches(data, split, BatchSize, limit);
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        List<Tensor> codes = [], labels = [];
        using var work = session.Progress.Begin(verb, batches.Count);
        for (var done = 0; ;)
        {
            session.Cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            if (!batches.TryNext(out var batch)) break;
            if (LabelsOf(batch) is { } own) labels.Add(scope.Keep(own));
            codes.Add(scope.Keep(encode(batch)));
            work.Report(done += batch.Count);
        }
        work.Done();
        var (all, classes) = (outer.Keep(Ops.Cat([.. codes])), labels.Count == 0 ? null : outer.Keep(Ops.Cat([.. labels])));
        // The rows of a graph are nodes, which are no examples of a split.
        var named = data.Info.Kind == DataKind.Graph ? 0 : (int)all.Size(0);
        return new(all, classes, ExampleIds.Of(data, split, named, classes?.ToArray<long>()));
    }

    private static Tensor? LabelsOf(Batch batch) => batch.Labels ?? (batch.Fields.Contains(GraphDataset.Label) ? batch[GraphDataset.Label].View([-1]) : null);

    private static (IReadOnlyList<int> Shape, Func<Batch, Tensor> Encode) Encoder(TrainedRun trained, string verb)
    {
        // The code of a graph is one of every node: a row each.
        if (trained.Model.As<IEncoder>() is { Sites: [{ Shape: [_, var size] }] } rows) return ([(int)size], x => rows.Encode(x).View([-1, size]));
        if (trained.Model.As<IEncoder>() is { } encoder) return ([encoder.LatentSize], encoder.Encode);
        var model = trained.Able<ICodeModel>(verb);
        return (model.Prior.Shape, model.EncodeCodes);
    }
}
