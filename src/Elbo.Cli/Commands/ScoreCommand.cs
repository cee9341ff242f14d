using System.CommandLine;
using System.Globalization;
using Elbo.Cli.Runs;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo score runs/vae-mnist-1 --out scores.csv</c>.</summary>
internal sealed class ScoreCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string> split = RunOptions.Split();
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "K", "Also the importance-weighted bound L_K of each example", least: 1);
    private readonly Option<string?> other = new("--data") { HelpName = "ID|PATH", Description = "Score this data instead of the run's own; examples must have the same shape" };
    private readonly Option<int?> limit = OptionKinds.WholeNumber("--limit", "N", "Only the first N examples", least: 1);
    private readonly Option<ulong?> seed = RunOptions.Seed("the posterior draws");
    private readonly Option<string> file = RunOptions.File("scores.csv", "Where the table goes");

    public ScoreCommand()
        : base("score", "Write the bound of every example as CSV; low ones are unlike the training data")
    {
        Group = "Models";
        Add(run);
        foreach (var option in (Option[])[split, samples, other, limit, seed, file, SharedOptions.Precision, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo score runs/vae-mnist-1 --out scores.csv", "index, label, elbo, log_likelihood, kl; in nats."),
            new("elbo score runs/vae-mnist-1 --data fashion-mnist", "How surprising is other data?"),
            new("elbo score runs/vae-mnist-1 --samples 50", "With the tighter bound in a column iwae_50."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var directory = RunDirectory.Open(given.GetRequiredValue(run));
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        using var precision = SharedOptions.EnterPrecision(given);
        using var model = directory.LoadModel();
        if (model is not IElboModel bounded) throw new CommandException($"{directory.Path}: a {directory.Config.Model} has no bound to score by");
        var part = RunOptions.ParseSplit(given.GetRequiredValue(split));
        var config = given.GetValue(other) is { } id ? directory.Config.Data with { Id = id } : directory.Config.Data;
        using var data = TrainingRun.OpenData(config, session);
        if (!data.Info.Shape.SequenceEqual(directory.ReadShape()))
            throw new UsageException($"--data {config.Id}: its examples are [{string.Join(", ", data.Info.Shape)}], the model of {directory.Path} takes [{string.Join(", ", directory.ReadShape())}]");
        var most = given.GetValue(limit) ?? int.MaxValue;
        var batches = new OrderedBatches(data, part, 500, most);
        if (batches.Count == 0) throw new UsageException($"--split {given.GetValue(split)}: {data.Info.Id} has no such split");
        var root = given.GetValue(seed) ?? 1;
        var importance = given.GetValue(samples) is { } k ? Importance(bounded, data, part, k, most, root, session) : null;

        var path = given.GetRequiredValue(file);
        var sum = 0.0;
        using var off = Gradients.Off();
        using (var work = session.Progress.Begin("score", batches.Count))
        {
            AtomicFile.Write(path, stream =>
            {
                using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
                text.WriteLine("index,label,elbo,log_likelihood,kl" + (importance is null ? "" : $",iwae_{importance.Samples}"));
                var noise = new NoiseStream(new SeedStreams(root).Seed("elbo"));
                for (var done = 0; ;)
                {
                    session.Cancel.ThrowIfCancellationRequested();
                    using var scope = TensorScope.Enter();
                    if (!batches.TryNext(out var batch)) break;
                    var (reconstruction, divergence) = bounded.ElboTerms(batch, noise);
                    float[] l = reconstruction.ToArray<float>(), d = divergence.ToArray<float>();
                    var labels = batch.Labels?.ToArray<long>();
                    for (var b = 0; b < l.Length; b++)
                    {
                        var elbo = (double)l[b] - d[b];
                        sum += elbo;
                        text.Write(string.Create(CultureInfo.InvariantCulture, $"{done + b},{labels?[b]},{elbo:0.0000},{l[b]:0.0000},{d[b]:0.0000}"));
                        text.WriteLine(importance is null ? "" : string.Create(CultureInfo.InvariantCulture, $",{importance.PerExample[done + b]:0.0000}"));
                    }
                    work.Report(done += l.Length);
                }
            });
            work.Done();
        }

        var mean = sum / batches.Count;
        session.Result(
            () => new() { ["data"] = data.Info.Id, ["examples"] = batches.Count, ["elbo"] = Json.Number(mean, 4), ["samples"] = importance?.Samples, ["scores"] = path },
            text => text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}  {batches.Count} examples, elbo {mean:0.00} nats on average")));
        return ExitCode.Fine;
    }

    private static IwaeBound Importance(ILatentVariableModel model, IDataset data, Split split, int samples, int limit, ulong seed, Session session)
    {
        using var work = session.Progress.Begin($"iwae-{samples}", Math.Min(limit, data.Count(split)));
        var bound = IwaeEvaluator.Evaluate(model, data, split, samples, limit, seed, progress: done => work.Report(done), cancel: session.Cancel);
        work.Done();
        return bound;
    }
}
