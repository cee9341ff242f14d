using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class SpriteVideoTests
{
    [Fact]
    public void A_video_and_its_actions_are_a_function_of_split_and_index_alone()
    {
        using var data = Datasets.Open("sprite-video");
        using var again = Datasets.Open("sprite-video", new() { BinarisationSeed = 7 });
        using var scope = TensorScope.Enter();
        var both = data.Draw(Split.Train, [5, 11], noise: 3);
        var one = again.Draw(Split.Train, [11]);
        both.X.Shape.ToArray().ShouldBe([2, 16 * 3 * 32 * 32]);
        both.X[1].ToArray<float>().ShouldBe(one.X[0].ToArray<float>());
        both.Factors!.Shape.ToArray().ShouldBe([2, 15]);
        both.Factors[1].ToArray<long>().ShouldBe(one.Factors![0].ToArray<long>());
        both.X[0].ToArray<float>().ShouldNotBe(both.X[1].ToArray<float>());
        data.Draw(Split.Test, [5]).X[0].ToArray<float>().ShouldNotBe(both.X[0].ToArray<float>());
        data.Fingerprint.ShouldBe(again.Fingerprint);
    }

    [Fact]
    public void The_actions_of_a_video_explain_its_frames()
    {
        using var data = (SpriteVideo)Datasets.Open("sprite-video");
        using var scope = TensorScope.Enter();
        var x = data.Draw(Split.Test, [9]).X.ToArray<float>();
        var (room, actions, frame) = (data.Room(Split.Test, 9), data.ActionsOf(Split.Test, 9), new float[SpriteRoom.FrameLength]);
        var state = room.Start;
        for (var t = 0; t < SpriteVideo.Frames; t++)
        {
            room.Draw(state, frame);
            x.AsSpan(t * frame.Length, frame.Length).SequenceEqual(frame).ShouldBeTrue($"frame {t}");
            if (t < actions.Length) state = room.Next(state, actions[t]);
        }
    }

    [Fact]
    public void Other_actions_change_a_video_from_where_they_differ()
    {
        using var data = (SpriteVideo)Datasets.Open("sprite-video");
        using var scope = TensorScope.Enter();
        var batch = data.Draw(Split.Test, [4]);
        var actions = batch.Factors!.ToArray<long>();
        for (var t = 6; t < actions.Length; t++) actions[t] = (long)RoomAction.Left;
        var other = data.Simulate(Split.Test, [4], Tensor.From([.. actions, 1, 1], 1, 17));
        // Longer than an example: the simulator goes on.
        other.Shape.ToArray().ShouldBe([1, 18L * SpriteRoom.FrameLength]);
        var (own, turned) = (batch.X.ToArray<float>(), other.ToArray<float>());
        own.AsSpan(0, 7 * SpriteRoom.FrameLength).SequenceEqual(turned.AsSpan(0, 7 * SpriteRoom.FrameLength)).ShouldBeTrue();
        own.AsSpan(15 * SpriteRoom.FrameLength).SequenceEqual(turned.AsSpan(15 * SpriteRoom.FrameLength, SpriteRoom.FrameLength)).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => data.Simulate(Split.Test, [4], Tensor.From([4L], 1, 1))).Message.ShouldContain("action 4 is not in [0, 4)");
        Should.Throw<ArgumentException>(() => data.Simulate(Split.Test, [4, 5], Tensor.From([1L], 1, 1)));
        Should.Throw<ArgumentOutOfRangeException>(() => data.Simulate(Split.Test, [200], Tensor.From([1L], 1, 1)));
    }

    [Fact]
    public void Every_action_is_taken_often_and_a_validation_split_comes_off_the_training_videos()
    {
        using var data = (SpriteVideo)Datasets.Open("sprite-video");
        using var held = (SpriteVideo)Datasets.Open("sprite-video", new() { ValidationCount = 100 });
        (held.Count(Split.Train), held.Count(Split.Validation), held.Count(Split.Test)).ShouldBe((3900, 100, 200));
        string Video(SpriteVideo of, Split split, int i) => string.Join(' ', of.ActionsOf(split, i));
        var both = Enumerable.Range(0, 3900).Select(i => Video(held, Split.Train, i)).Concat(Enumerable.Range(0, 100).Select(i => Video(held, Split.Validation, i)));
        both.Order().ShouldBe(Enumerable.Range(0, 4000).Select(i => Video(data, Split.Train, i)).Order());
        held.Fingerprint.ShouldNotBe(data.Fingerprint);
        var counts = Enumerable.Range(0, 200).SelectMany(i => data.ActionsOf(Split.Train, i)).CountBy(a => a).ToDictionary();
        // 3,000 actions; the rarest, stay, has a chance of 13 % at every step, a standard deviation of 18.
        foreach (var action in Enum.GetValues<RoomAction>()) counts[action].ShouldBeGreaterThan(300);
        data.Info.Factors.Select(f => f.Name).ShouldBe(Enumerable.Range(1, 15).Select(t => $"action_{t}"));
        data.Info.Factors[0].LevelNames.ShouldBe(["forward", "left", "right", "stay"]);
        data.Actions.ShouldBe(data.Info.Factors[0].LevelNames);
        Should.Throw<DataException>(() => Datasets.Open("sprite-video", new() { ValidationCount = 4000 }));
    }
}
