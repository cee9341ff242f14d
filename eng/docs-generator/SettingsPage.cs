using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Training.Configuration;

namespace Elbo.DocsGenerator;

/// <summary><c>docs/settings.md</c>: the keys that every run has.</summary>
internal static class SettingsPage
{
    public static string Write() => $"""
        {Page.Notice}
        # Settings of a run

        The keys of sections `data` and `training`, for `--set` or in a recipe; those of section `model` are on the page of each [model](README.md#models).
        `elbo train` reads, later over earlier: the preset, the file of `--config`, `--set` and the short options. `config.json` in the run's folder
        has every key with its value. A key that does not exist and a value out of range are errors that name it.

        ## data

        {Keys("data", typeof(DataConfig))}
        ## training

        {Keys("training", typeof(TrainingConfig))}
        Beside these stands `seed`, a whole number from 0 on (default `1`), from which everything random is drawn.

        """;

    private static string Keys(string section, Type config)
    {
        var initial = (JsonObject)RunConfig.Resolve([]).ToJson()[section]!;
        return Setting.Table(Setting.Of(config, section, initial, settings => Problems(section, settings)));
    }

    private static string[] Problems(string section, JsonObject settings)
    {
        try
        {
            RunConfig.Resolve(new() { [section] = settings.DeepClone() });
            return [];
        }
        catch (ConfigException failure)
        {
            return failure.Message.Split("; ");
        }
    }
}
