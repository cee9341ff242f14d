using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Videos of <see cref="SpriteRoom"/>s under random actions, made as they are asked for: [16, 3, 32, 32] with the 15 actions between the frames as
/// <see cref="Batch.Factors"/>. Rooms and actions are functions of the split and the example's index.
/// </summary>
public sealed class SpriteVideo : ISimulation
{
    /// <summary>T, frames of a video: the 6 of context and 10 predicted ones of van den Oord et al. 2017, §4.4.</summary>
    public const int Frames = 16;

    private const int TrainCount = 4_000, TestCount = 200;

    /// <summary>Goes up whenever a pixel or an action changes.</summary>
    private const int Version = 1;

    private readonly HeldOut rows;

    internal SpriteVideo(DatasetInfo info, DataOptions options)
    {
        Info = info;
        rows = HeldOut.Of(info.Id, options, TrainCount, own: null, classOf: null);
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Actions { get; } = [.. Enum.GetNames<RoomAction>().Select(name => name.ToLowerInvariant())];

    /// <summary>Of the definition: the videos follow from it.</summary>
    public string Fingerprint
    {
        get
        {
            using var content = new ContentHash();
            content.Add($"{Info.Id} drawn, version {Version}, train {TrainCount}, test {TestCount}, {rows.Description}");
            return content.Finish();
        }
    }

    internal static DatasetInfo Description { get; } = new()
    {
        Id = "sprite-video",
        Title = "Videos of an arrow that actions steer",
        Licence = "made by Elbo",
        Citation = "made by Elbo; the task is that of van den Oord, Vinyals, Kavukcuoglu: Neural discrete representation learning. arXiv:1711.00937, 2017, section 4.4",
        Shape = [Frames, 3, SpriteRoom.FrameSize, SpriteRoom.FrameSize],
        Splits = new Dictionary<Split, int> { [Split.Train] = TrainCount, [Split.Test] = TestCount },
        Note = "16 frames of a room with walls, an arrow that goes forward, turns left or right or stays, and a ball that rolls by itself; action t leads from frame t to frame t + 1. "
            + "Channels are 0 or 1, so that binarisation changes nothing. Stands in for the paper's DeepMind Lab videos.",
        Factors = [.. Enumerable.Range(1, Frames - 1).Select(t => new Factor($"action_{t}", Enum.GetValues<RoomAction>().Length)
        {
            LevelNames = [.. Enum.GetNames<RoomAction>().Select(name => name.ToLowerInvariant())],
        })],
        GreyLevels = 2,
        Folder = "sprite-video",
    };

    /// <inheritdoc/>
    public int Count(Split split) => split switch
    {
        Split.Train => rows.Train,
        Split.Validation => rows.Validation,
        Split.Test => TestCount,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, null),
    };

    /// <summary>The room of an example.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the split.</exception>
    public SpriteRoom Room(Split split, long example) => SpriteRoom.Of(Seed(split, example, 0));

    /// <summary>The actions of an example, 15 of them: mostly forward, and mostly a turn where a wall is in the way.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the split.</exception>
    public RoomAction[] ActionsOf(Split split, long example)
    {
        var (room, random) = (Room(split, example), new CounterRandom(Seed(split, example, 1)));
        var (state, actions) = (room.Start, new RoomAction[Frames - 1]);
        for (var t = 0; t < actions.Length; t++)
        {
            var draw = random.Below(100);
            var forward = room.IsBlocked(state) ? 15u : 61u;
            var turn = (100 - 13 - forward) / 2;
            actions[t] = draw < forward ? RoomAction.Forward : draw < forward + turn ? RoomAction.Left : draw < forward + (2 * turn) ? RoomAction.Right : RoomAction.Stay;
            state = room.Next(state, actions[t]);
        }

        return actions;
    }

    /// <inheritdoc/>
    /// <remarks>Pixels are binary already: the noise changes nothing.</remarks>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        var chosen = new long[examples.Length * (Frames - 1)];
        for (var b = 0; b < examples.Length; b++)
        {
            var actions = ActionsOf(split, examples[b]);
            for (var t = 0; t < actions.Length; t++) chosen[(b * actions.Length) + t] = (long)actions[t];
        }

        var factors = Tensor.From(chosen, examples.Length, Frames - 1);
        return new Batch(Simulate(split, examples, factors), null, Tensor.From(examples)) { Factors = factors };
    }

    /// <inheritdoc/>
    public Tensor Simulate(Split split, ReadOnlySpan<long> examples, Tensor actions)
    {
        if (actions.DType != DType.I64 || actions.Rank != 2 || actions.Size(0) != examples.Length)
            throw new ArgumentException($"actions for {examples.Length} videos are I64 [{examples.Length}, T − 1], not {actions}", nameof(actions));
        var (steps, chosen) = (checked((int)actions.Size(1)), actions.ToArray<long>());
        foreach (var action in chosen)
            if ((ulong)action >= (ulong)Actions.Count) throw new ArgumentException($"action {action} is not in [0, {Actions.Count})", nameof(actions));
        var x = Tensor.Empty([examples.Length, (steps + 1L) * SpriteRoom.FrameLength]);
        if (examples.IsEmpty) return x;
        var frames = x.AsWritableSpan<float>();
        for (var b = 0; b < examples.Length; b++)
        {
            var room = Room(split, examples[b]);
            var state = room.Start;
            for (var t = 0; t <= steps; t++)
            {
                if (t > 0) state = room.Next(state, (RoomAction)chosen[(b * steps) + t - 1]);
                room.Draw(state, frames.Slice(checked(((b * (steps + 1)) + t) * SpriteRoom.FrameLength), SpriteRoom.FrameLength));
            }
        }

        return x;
    }

    /// <summary>Nothing is held outside managed memory.</summary>
    public void Dispose()
    {
    }

    private ulong Seed(Split split, long example, ulong use)
    {
        this.CheckIndices(split, [example]);
        return CounterRandom.Mix(CounterRandom.Mix(split == Split.Test ? 2u : 1u, (ulong)rows.Row(split, example)), use);
    }
}
