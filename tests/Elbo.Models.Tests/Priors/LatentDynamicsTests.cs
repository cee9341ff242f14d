using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Priors;

[NoLeak]
public sealed class LatentDynamicsTests
{
    private const int Frames = 6, Context = 2, Codes = 3, Actions = 3;

    private static readonly LatentDynamicsConfig small = new()
    {
        Context = Context,
        Embedding = 6,
        Features = 12,
        Blocks = 2,
        PixelCnn = new() { Layers = 2, Features = 8, SkipFeatures = 12, FirstKernel = 3 },
    };

    [Fact]
    public void A_frame_changes_its_own_nats_and_those_of_as_many_later_ones_as_have_it_in_their_context()
    {
        using var scope = TensorScope.Enter();
        using var dynamics = Build(groups: 2);
        var (codes, actions) = Video(groups: 2);
        var before = PerFrame(dynamics, codes, actions);
        var changed = codes.ToArray<long>();
        var places = changed.Length / 2 / Frames;
        for (var k = 2 * places; k < 3 * places; k++) changed[k] = (changed[k] + 1) % Codes;
        var after = PerFrame(dynamics, Tensor.From(changed, codes.Shape), actions);
        for (var t = 0; t < Frames; t++) (after[t] != before[t]).ShouldBe(t is >= 2 and <= 2 + Context, $"frame {t}");
        // The other video has nothing to do with it.
        after[Frames..].ShouldBe(before[Frames..]);
    }

    [Fact]
    public void An_action_changes_the_frames_after_it_and_none_before()
    {
        using var scope = TensorScope.Enter();
        using var dynamics = Build();
        var (codes, actions) = Video();
        var before = PerFrame(dynamics, codes, actions);
        var changed = actions.ToArray<long>();
        changed[1] = (changed[1] + 1) % Actions;
        var after = PerFrame(dynamics, codes, Tensor.From(changed, actions.Shape));
        for (var t = 0; t < Frames; t++) (after[t] != before[t]).ShouldBe(t is >= 2 and <= 1 + Context, $"frame {t}");
    }

    [Fact]
    public void The_probabilities_of_all_next_frames_add_up_to_one()
    {
        using var scope = TensorScope.Enter();
        using var dynamics = Build();
        var (codes, actions) = Video();
        const int All = 81;
        var next = Tensor.From([.. Enumerable.Range(0, All * 4).Select(k => (long)(k / 4 / (int)Math.Pow(Codes, k % 4) % Codes))], All, 1, 2, 2);
        var videos = Ops.Cat([codes.Narrow(0, 0, 1).Narrow(1, 0, 3).Expand([All, 3, 2, 2]), next], 1);
        var nats = dynamics.CrossEntropy(videos, actions.Narrow(0, 0, 1).Narrow(1, 0, 3).Expand([All, 3])).Select(1, 3).Flatten(1).Sum([1]);
        // 81 terms in f32.
        (-nats).To(DType.F64).Exp().Sum().ToDouble().ShouldBe(1, 1e-5);
    }

    [Fact]
    public void Rules_are_learned_and_followed_under_actions_never_seen_together()
    {
        using var scope = TensorScope.Enter();
        using var dynamics = Build();
        using var adam = new Adam(dynamics.NamedParameters(), 0.01);
        var random = new System.Random(1);
        var first = double.NaN;
        var last = double.NaN;
        for (var step = 0; step < 250; step++)
        {
            using var own = TensorScope.Enter();
            var (codes, actions) = Counting(16, random);
            var nats = dynamics.CrossEntropy(codes, actions).Narrow(1, 1, Frames - 1).Mean();
            nats.Backward();
            adam.Step();
            adam.ZeroGrad();
            last = nats.ToDouble();
            if (step == 0) first = last;
        }
        last.ShouldBeLessThan(0.1 * first);
        var (truth, chosen) = Counting(8, random);
        var drawn = dynamics.Continue(truth.Narrow(1, 0, 1), chosen, Frames - 1, new NoiseStream(1), temperature: 0);
        drawn.ToArray<long>().ShouldBe(truth.Narrow(1, 1, Frames - 1).Contiguous().ToArray<long>());
    }

    [Fact]
    public void What_is_drawn_depends_on_the_noise_and_not_on_how_far_it_goes()
    {
        using var scope = TensorScope.Enter();
        using var dynamics = Build();
        var (codes, actions) = Video();
        var seen = codes.Narrow(1, 0, 3);
        var two = dynamics.Continue(seen, actions.Narrow(1, 0, 4), 2, new NoiseStream(3)).ToArray<long>();
        var three = dynamics.Continue(seen, actions, 3, new NoiseStream(3));
        three.Narrow(1, 0, 2).Contiguous().ToArray<long>().ShouldBe(two);
        dynamics.Continue(seen, actions, 3, new NoiseStream(4)).ToArray<long>().ShouldNotBe(three.ToArray<long>());
    }

    [Fact]
    public void A_walk_through_a_video_has_the_logits_of_the_whole_pass()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var dynamics = Build(groups: 2);
        var (codes, actions) = Video(groups: 2);
        var prior = new VideoPrior(dynamics, Frames);
        prior.Shape.ShouldBe([Frames, 2, 2, 2]);
        var nats = prior.CrossEntropy(codes, new(Actions: actions)).Flatten(1).ToArray<float>();
        var (symbols, length) = (codes.ToArray<long>(), prior.Length());
        using var walk = prior.Open(2, new(Actions: actions));
        walk.Length.ShouldBe(length);
        for (var place = 0; place < length; place++)
        {
            var logP = walk.Next().LogSoftmax(1).ToArray<float>();
            for (var row = 0; row < 2; row++)
                (-logP[(row * Codes) + (int)symbols[(row * length) + place]]).ShouldBe(nats[(row * length) + place], 1e-5f, $"place {place}");
            walk.Append([symbols[place], symbols[length + place]]);
        }
        Should.Throw<InvalidOperationException>(() => walk.Next());
    }

    [Fact]
    public void What_does_not_fit_is_an_error_that_says_what_would()
    {
        using var scope = TensorScope.Enter();
        using var dynamics = Build();
        var (codes, actions) = Video();
        Should.Throw<TorchException>(() => dynamics.CrossEntropy(codes, null)).Message.ShouldContain("need to know the actions");
        Should.Throw<TorchException>(() => dynamics.CrossEntropy(codes, actions.Narrow(1, 0, 2))).Message.ShouldContain("[2, 5]");
        Should.Throw<TorchException>(() => dynamics.CrossEntropy(codes, actions + 1)).Message.ShouldContain("not in [0, 3)");
        Should.Throw<TorchException>(() => dynamics.CrossEntropy(codes.Flatten(2), actions)).Message.ShouldContain("[B, T, 2, 2]");
        Should.Throw<TorchException>(() => dynamics.Continue(codes, actions, 3, new NoiseStream(1))).Message.ShouldContain("[2, 8]");
    }

    private static LatentDynamics Build(int groups = 1)
    {
        using var generator = new Generator(1);
        return new(small, Codes, groups, 2, 2, Actions, generator);
    }

    /// <summary>Two videos of 2 × 2 codes and their actions.</summary>
    private static (Tensor Codes, Tensor Actions) Video(int groups = 1)
    {
        long[] shape = groups == 1 ? [2, Frames, 2, 2] : [2, Frames, 2, 2, groups];
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        return (Tensor.From([.. Enumerable.Range(0, count).Select(k => (long)(k * k / 3 % Codes))], shape), Tensor.From([.. Enumerable.Range(0, 2 * (Frames - 1)).Select(k => (long)(k % Actions))], 2, Frames - 1));
    }

    /// <summary>All codes of a frame are those of the one before plus the action, modulo three.</summary>
    private static (Tensor Codes, Tensor Actions) Counting(int videos, System.Random random)
    {
        var (codes, actions) = (new long[videos * Frames * 4], new long[videos * (Frames - 1)]);
        for (var b = 0; b < videos; b++)
        {
            var value = random.Next(Codes);
            for (var t = 0; t < Frames; t++)
            {
                if (t > 0) value = (value + (int)(actions[(b * (Frames - 1)) + t - 1] = random.Next(Actions))) % Codes;
                Array.Fill(codes, value, ((b * Frames) + t) * 4, 4);
            }
        }
        return (Tensor.From(codes, videos, Frames, 2, 2), Tensor.From(actions, videos, Frames - 1));
    }

    private static double[] PerFrame(LatentDynamics dynamics, Tensor codes, Tensor actions) =>
        dynamics.CrossEntropy(codes, actions).To(DType.F64).Flatten(2).Sum([2]).Contiguous().ToArray<double>();
}
