using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Video;

/// <summary>Videos of eight frames that show one number in 0 … 3: what an action is, is added to it. The number of video i begins at i.</summary>
internal sealed class CountingVideos : ISimulation
{
    public const int Frames = 8, Levels = 4;

    public DatasetInfo Info { get; } = new()
    {
        Id = "counting",
        Title = "Counting",
        Licence = "-",
        Citation = "-",
        Shape = [Frames, 1, 2, 2],
        Splits = new Dictionary<Split, int> { [Split.Test] = 12 },
        Factors = [.. Enumerable.Range(1, Frames - 1).Select(t => new Factor($"action_{t}", Levels))],
    };

    public IReadOnlyList<string> Actions => ["none", "one", "two", "three"];

    public string Fingerprint => new('0', 64);

    public int Count(Split split) => split == Split.Test ? 12 : 0;

    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        var actions = new long[examples.Length * (Frames - 1)];
        // Never none, so that no frame is as the one before.
        for (var k = 0; k < actions.Length; k++) actions[k] = 1 + (examples[k / (Frames - 1)] + (k * k)) % 3;
        var factors = Tensor.From(actions, examples.Length, Frames - 1);
        return new(Simulate(split, examples, factors), null, Tensor.From(examples)) { Factors = factors };
    }

    public Tensor Simulate(Split split, ReadOnlySpan<long> examples, Tensor actions)
    {
        var (steps, chosen) = ((int)actions.Size(1), actions.ToArray<long>());
        var x = new float[examples.Length * (steps + 1) * 4];
        for (var b = 0; b < examples.Length; b++)
        {
            var value = examples[b] % Levels;
            for (var t = 0; t <= steps; t++)
            {
                if (t > 0) value = (value + chosen[(b * steps) + t - 1]) % Levels;
                Array.Fill(x, value / (float)(Levels - 1), ((b * (steps + 1)) + t) * 4, 4);
            }
        }
        return Tensor.From(x, examples.Length, (steps + 1) * 4);
    }

    public void Dispose()
    {
    }
}

/// <summary>Knows the rule of <see cref="CountingVideos"/>; one that does not heed the actions takes each for one.</summary>
internal sealed class Counter(bool heeds) : IVideoPredictor
{
    public IReadOnlyList<int> FrameShape => [1, 2, 2];

    public int ActionCount => CountingVideos.Levels;

    public Tensor? ActionsOf(Batch x) => x.Factors;

    public Tensor EncodeFrames(Tensor frames) => (frames * 3f).Round().To(DType.I64).View([frames.Size(0), frames.Size(1), 2, 2]);

    public Tensor DecodeFrames(Tensor codes) => codes.Flatten(2).To(DType.F32) / 3f;

    public Tensor Predict(Tensor codes, Tensor? actions, int steps, NoiseStream noise, double temperature = 1)
    {
        var seen = codes.Size(1);
        var next = new List<Tensor>();
        var last = codes.Select(1, seen - 1);
        for (var t = 0; t < steps; t++)
        {
            var added = heeds ? actions!.Select(1, seen - 1 + t).View([-1, 1, 1]) : Tensor.Ones([codes.Size(0), 1, 1], DType.I64);
            next.Add(last = (last + added).Remainder(CountingVideos.Levels));
        }
        return Ops.Stack([.. next], 1);
    }
}
