using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo encode runs/vae-mnist-1 --out codes.npy</c>.</summary>
internal sealed class EncodeCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string> split = RunOptions.Split();
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<string> file = RunOptions.File("codes.npy", "Where the codes go, .npy: [N, Z] f32, or discrete ones [N, H, W] … i64");
    private readonly Option<string?> labelFile = new("--labels") { HelpName = "FILE", Description = "Also write the labels [N] there, i64 .npy; an error for data without labels" };

    public EncodeCommand()
        : base("encode", "Write the codes of a split as a numpy array: posterior means, or discrete codes")
    {
        Group = "Use a trained model";
        foreach (var option in (Option[])[split, limit, file, labelFile, SharedOptions.Weights, SharedOptions.Precision, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Add(run);
        Examples =
        [
            new("elbo encode runs/vae-mnist-1 --out codes.npy", "Codes of the test split, [10000, Z] for MNIST; numpy.load reads them."),
            new("elbo encode runs/vae-mnist-1 --split train --labels labels.npy", "With labels, to fit a classifier on."),
            new("elbo encode runs/vq-vae-mnist-1 --out tokens.npy", "Discrete codes, [10000, 7, 7]: tokens for another model."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var precision = SharedOptions.EnterPrecision(given);
        using var trained = RunOptions.Open(given, run);
        var (shape, encode) = Encoder(trained);
        var part = RunOptions.ParseSplit(given.GetRequiredValue(split));
        using var data = trained.OpenData(part, session);
        var batches = new OrderedBatches(data, part, 500, given.GetValue(limit) ?? int.MaxValue);

        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        var codes = new List<Tensor>();
        var labels = given.GetValue(labelFile) is null ? null : Tensor.Empty([batches.Count], DType.I64);
        using (var work = session.Progress.Begin("encode", batches.Count))
        {
            for (var done = 0; ;)
            {
                session.Cancel.ThrowIfCancellationRequested();
                using var scope = TensorScope.Enter();
                if (!batches.TryNext(out var batch)) break;
                if (labels is not null && batch.Labels is null) throw new UsageException($"--labels: {data.Info.Id} has no labels");
                codes.Add(scope.Keep(encode(batch)));
                if (labels is not null) batch.Labels!.ToArray<long>().CopyTo(labels.AsWritableSpan<long>()[done..]);
                work.Report(done += batch.Count);
            }
            work.Done();
        }

        var path = given.GetRequiredValue(file);
        Npy.Save(OutputFile.Place(path), Ops.Cat([.. codes]));
        if (labels is not null) Npy.Save(OutputFile.Place(given.GetValue(labelFile)!), labels);
        session.Result(
            () => new() { ["examples"] = batches.Count, ["latent"] = shape.Aggregate(1, (a, b) => a * b), ["shape"] = Json.Array(shape.Select(size => (System.Text.Json.Nodes.JsonNode?)size)), ["codes"] = path, ["labels"] = given.GetValue(labelFile) },
            text => text.WriteLine($"{path}  [{batches.Count}, {string.Join(", ", shape)}]"));
        return ExitCode.Fine;
    }

    private static (IReadOnlyList<int> Shape, Func<Batch, Tensor> Encode) Encoder(TrainedRun trained)
    {
        if (trained.Model.As<IEncoder>() is { } encoder) return ([encoder.LatentSize], encoder.Encode);
        var model = trained.Able<ICodeModel>("encode");
        return (model.Prior.Shape, model.EncodeCodes);
    }
}
