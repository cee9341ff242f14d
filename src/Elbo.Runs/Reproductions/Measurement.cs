using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Runs.Evaluations;
using Elbo.Runs.Machine;
using Elbo.Runs.Recipes;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reproductions;

/// <summary>Measures a trained run by its preset's protocol.</summary>
public static class Measurement
{
    /// <summary>Evaluates, renews the run's report, and puts the figures together with what they were measured on.</summary>
    /// <param name="preset">Name of <paramref name="recipe"/>.</param>
    /// <param name="run">Trained to its end.</param>
    public static Reproduction Take(string preset, Recipe recipe, EvaluationProtocol protocol, RunDirectory run, IDataset data, IReadOnlyList<string> remarks, ISession session)
    {
        using var model = run.LoadModel();
        var clock = Stopwatch.StartNew();
        var evaluation = RunEvaluation.Measure(run, model, data, protocol.Split, protocol.Samples, protocol.Limit ?? int.MaxValue, protocol.Seed, session, annealing: protocol.Annealing);
        var minutes = clock.Elapsed.TotalMinutes;
        evaluation.Save();
        RunReport.Write(run, model, data, evaluation);
        var figures = evaluation.ToJson();
        var environment = ConfigReader.ReadFile(Path.Combine(run.Path, "environment.json"));
        return new(
            preset,
            $"elbo reproduce {preset}" + (run.Config.Seed == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" --seed {run.Config.Seed}")),
            run.Config.Seed,
            DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Math.Round(run.Stages.Sum(s => Checkpoint.Latest(s.CheckpointsPath)?.ReadState().Seconds ?? 0) / 60, 2),
            Math.Round(minutes, 2),
            $"{environment["cpu"]}, {environment["cores"]} cores",
            (int)environment["threads"]!,
            new(Text("elbo"), Text("dotnet"), Text("libtorch")),
            figures["weights_sha256"]!.ToString(),
            (JsonObject)recipe.Settings.DeepClone(),
            protocol,
            [.. evaluation.Figures.Where(f => f.Kind.IsKept && double.IsFinite(f.Value)).Select(MeasuredFigure.Of)],
            remarks)
        {
            Evidence = new(data.Count(Split.Train), Math.Min(protocol.Limit ?? int.MaxValue, data.Count(protocol.Split)), data.Fingerprint, BuildIdentity.Here, run.Config.ToJson()),
        };

        string Text(string key) => environment[key]?.ToString() ?? "";
    }
}
