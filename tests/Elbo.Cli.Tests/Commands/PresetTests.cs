using System.Text.RegularExpressions;
using Elbo.Data;
using Elbo.Runs.Recipes;
using Elbo.Testing;
using Elbo.Training.Configuration;

namespace Elbo.Cli.Tests.Commands;

public sealed class PresetTests
{
    public static TheoryData<string> Names => [.. Presets.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_preset_is_valid_for_its_data_set_and_its_head_gives_the_command(string name)
    {
        var config = RunConfig.Resolve(Presets.Read(name));
        config.CheckEffects();
        DatasetCatalog.All.ShouldContain(d => d.Id == config.Data.Id);
        var head = Presets.Head(name).Split('\n');
        head[0].ShouldContain($"elbo train {config.Model} --preset {name}");
        head.Length.ShouldBeGreaterThan(1);
        Presets.Recipe(name).Evaluation.ShouldNotBeNull();
    }

    [Fact]
    public void Presets_that_help_and_readme_name_exist()
    {
        var texts = Elbo.Run("train", "--help").Output + File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var named = Regex.Matches(texts, "--preset ([a-z0-9-]+/[a-z0-9-]+)").Select(m => m.Groups[1].Value).ToList();
        named.ShouldNotBeEmpty();
        named.Except(Presets.Names).ShouldBeEmpty();
    }

    [Fact]
    public void The_importance_weighted_presets_follow_the_paper()
    {
        var names = Presets.Names.Where(n => n.StartsWith("mnist/iwae", StringComparison.Ordinal) && n.Contains("-k", StringComparison.Ordinal)).ToList();
        names.Count.ShouldBeGreaterThan(0);
        foreach (var name in names)
        {
            var config = RunConfig.Resolve(Presets.Read(name));
            (config.Training.Batch, config.Training.Epsilon, config.Training.LearningRate, config.Training.Beta2).ShouldBe((20, 1e-4, 1e-3, 0.999), name);
            config.Training.Schedule.ShouldBe(ScheduleKind.IwaeStages, name);
            config.Training.Epochs.ShouldBe(name.EndsWith("-full", StringComparison.Ordinal) ? 3280 : 13, name);
            ((int)config.ModelSettings["samples"]!).ShouldBe(int.Parse(name.Split("-k")[1].Split('-')[0]), name);
            config.ModelSettings["objective"]!.ToString().ShouldBe(name.Contains("-vae-", StringComparison.Ordinal) ? "vae" : "iwae", name);
            Presets.Recipe(name).Paper.Select(p => p.Name).ShouldBe(["nll", "active_units"], name);
            config.ModelSettings["latent"]!.AsArray().Count.ShouldBe(name.Contains("-2l-", StringComparison.Ordinal) ? 2 : 1, name);
        }
    }
}
