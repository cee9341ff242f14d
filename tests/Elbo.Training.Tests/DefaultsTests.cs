using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Configuration;
using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

/// <summary>Every model on every data set it accepts, with nothing set but the length of the run: it comes to its end and has learned what tells examples apart.</summary>
[NoLeak]
public sealed class DefaultsTests(ITestOutputHelper output) : IDisposable
{
    private const int Batch = 20, Steps = 600, Held = 200;

    // Of few examples the mean is a good guess, and a set of vectors is one example.
    private const int Few = 3000, StepsOnFew = 2000;

    // What is watched is an average of the weights over about as many.
    private const int StepsOfAverage = 1000;

    // Stages after the first, whose figures are compared with nothing: that they begin well and end.
    private const int StepsOfLater = 200;

    private readonly string root = Directory.CreateTempSubdirectory("elbo-defaults-").FullName;

    // By what epochs were told apart in the last training.
    private string watched = "";

    // What the data asks for where the model's default does not suit them.
    private IReadOnlyList<DataDefault> suited = [];

    public void Dispose() => Directory.Delete(root, true);

    public static TheoryData<string, string> Pairs
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (var entry in ModelCatalog.All)
                foreach (var info in DatasetCatalog.All.Where(i => entry.Takes is null || i.Kind == entry.Takes))
                    pairs.Add(entry.Card.Id, info.Id);
            return pairs;
        }
    }

    [Theory, InlineData("vae"), InlineData("iwae"), InlineData("vq-vae")]
    public void Images_like_those_of_mnist_are_trained_on_to_the_end_in_finite_numbers(string model)
    {
        var config = Config(model, "strokes", 1);
        using var data = Strokes(config.Data.Binarisation!.Value);
        Train(config, new LimitedData(data, 25 * Batch, 2 * Batch)).ShouldAllBe(nats => double.IsFinite(nats));
    }

    [Theory, MemberData(nameof(Pairs)), Trait("Category", "Long")]
    public void Defaults_come_to_the_end_and_are_better_than_a_constant_or_are_refused_in_one_line(string model, string set)
    {
        var config = Config(model, set, 1);
        IDataset opened;
        try
        {
            opened = Datasets.Open(set, config.Data.ToOptions());
            suited = DataDefault.For(config, opened, path => path == "training.epochs");
            if (suited.Count > 0)
            {
                opened.Dispose();
                config = Config(model, set, 1);
                opened = Datasets.Open(set, config.Data.ToOptions());
            }
        }
        catch (DataException missing)
        {
            Assert.Skip(missing.Message);
            return;
        }
        var usual = config.Training.Ema is null ? Steps : StepsOfAverage;
        using var data = new LimitedData(opened, Batch * usual, Held);
        string likelihood;
        var hasOneSpread = false;
        try
        {
            using var generator = new Generator(1);
            using var built = ModelCatalog.Find(model).Build(config.ModelSettings, new(DataSchema.Of(data), generator));
            LikelihoodFit.Check(config, built, data);
            likelihood = built.As<IDataRange>()?.LikelihoodName ?? "";
            hasOneSpread = built.As<IExactLikelihood>() is not null;
        }
        catch (ConfigException refusal)
        {
            output.WriteLine($"refused: {refusal.Message}");
            refusal.Message.ShouldNotContain('\n');
            return;
        }
        // A graph is one batch of one example.
        var isSlow = data.Info.Kind == DataKind.Set || (data.Info.Kind != DataKind.Graph && data.Count(Split.Train) < Few);
        var (examples, steps) = (Math.Max(Batch, data.Count(Split.Train)), isSlow ? StepsOnFew : usual);
        var epochs = Math.Max(1, Batch * steps / examples);
        var nats = Train(Config(model, set, epochs), data);
        nats.ShouldAllBe(n => double.IsFinite(n));
        var held = data.Count(Split.Validation) > 0 ? Split.Validation : Split.Test;
        var constant = DistanceOf(watched) is { } distance ? Discrepancy(distance, data, held) : ConstantModel.Nats(likelihood, data, held, hasOneSpread);
        constant.ShouldNotBeNull($"no constant model of a {likelihood} likelihood");
        output.WriteLine($"{model} on {set}: {string.Join(", then ", nats.Select(n => $"{n:0.000}"))} nats, the best constant {constant:0.000}");
        // Layers that know nothing of time learn recordings by heart: of held-out ones they say no more than the spread of each sample.
        if (data.Info.SampleRate is not null && likelihood == "Gaussian") return;
        nats[0].ShouldBeLessThan(constant.Value);
    }

    // Between draws and examples, for models that have no density of an example.
    private static Func<Tensor, Tensor, Tensor>? DistanceOf(string term) => term switch
    {
        "squared_mmd" => (a, b) => MomentMatching.Unbiased(a, b, MomentMatching.UsualBandwidths),
        "energy_distance" => EnergyDistance.Of,
        _ => null,
    };

    // Of the mean example, drawn again and again, which is what a decoder that ignores its code does best.
    private static double? Discrepancy(Func<Tensor, Tensor, Tensor> distance, IDataset data, Split split)
    {
        using var scope = TensorScope.Enter();
        var x = data.Draw(split, [.. Enumerable.Range(0, Math.Min(Batch, data.Count(split))).Select(i => (long)i)]).X.Flatten(1);
        return distance(x, x.Mean([0], keepdim: true).ExpandAs(x)).ToDouble();
    }

    private RunConfig Config(string model, string set, int epochs)
    {
        var asked = new JsonObject
        {
            ["model"] = new JsonObject { ["id"] = model },
            ["data"] = new JsonObject { ["id"] = set },
            ["training"] = new JsonObject { ["batch"] = Batch, ["epochs"] = epochs, ["tensorBoard"] = false },
        };
        var later = new JsonObject();
        foreach (var stage in ModelCatalog.Find(model).StageNames.Skip(1)) later[stage] = new JsonObject { ["epochs"] = 1 };
        if (later.Count > 0) asked["training"]!["stages"] = later;
        foreach (var (path, value) in suited.SelectMany(s => s.Settings)) ConfigReader.Set(asked, $"{path}={value.ToJsonString()}");
        return RunConfig.Resolve(asked);
    }

    // What each stage watches on the data held out at its end; of a model of codes the reconstruction, as its prior has hardly begun, and of an objective without a divergence too.
    private List<double> Train(RunConfig config, IDataset data)
    {
        var run = RunDirectory.Create(Path.Combine(root, "run"), config);
        var nats = new List<double>();
        while (!run.IsComplete)
        {
            using var trainer = new Trainer(run, nats.Count == 0 ? data : new LimitedData(data, Batch * StepsOfLater, Held));
            using var cancel = new CancellationTokenSource();
            var watcher = new Watcher(long.MaxValue, cancel);
            trainer.Run(watcher).ShouldBeTrue();
            var last = watcher.Epochs[^1];
            watched = last.WatchedTerm;
            var means = last.HeldOut.Count > 0 ? last.HeldOut : last.Test;
            nats.Add((trainer.Model.As<ICodeModel>() is not null || trainer.Model.As<IKlWeighted>() is null) && means.TryGetValue("reconstruction", out var reconstruction) ? reconstruction : means[last.WatchedTerm]);
        }
        return nats;
    }

    /// <summary>White strokes on black, 28 × 28: a line of a random slope and place, fading at its sides.</summary>
    private static ImageDataset Strokes(Binarisation binarisation)
    {
        using var scope = TensorScope.Enter();
        return new(new() { Id = "strokes", Title = "Strokes", Licence = "-", Citation = "-", Shape = [1, 28, 28], Splits = new Dictionary<Split, int>() },
            new() { Binarisation = binarisation }, new(Draw(25 * Batch, 1), null), null, new(Draw(2 * Batch, 2), null));

        static Tensor Draw(int count, int seed)
        {
            var random = new Random(seed);
            var pixels = new byte[count * 784];
            for (var n = 0; n < count; n++)
            {
                var (angle, offset) = (random.NextDouble() * Math.PI, random.NextDouble() * 8 - 4);
                for (var k = 0; k < 784; k++)
                {
                    double u = k % 28 - 13.5, v = k / 28 - 13.5;
                    var distance = Math.Abs(u * Math.Sin(angle) - v * Math.Cos(angle) - offset);
                    if (Math.Abs(u) < 9 && Math.Abs(v) < 9) pixels[n * 784 + k] = (byte)Math.Clamp(255 * (2.5 - distance), 0, 255);
                }
            }
            return Tensor.From(pixels, count, 784);
        }
    }
}
