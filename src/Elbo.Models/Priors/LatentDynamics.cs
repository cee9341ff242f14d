using System.Globalization;
using Elbo.Models.Configuration;
using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Priors;

/// <summary>
/// p(z_1 … z_T | actions) = ∏_t p(z_t | z_{t−n} … z_{t−1}, actions between them) over grids of codes, one per frame: how videos go on, in the
/// space of the codes alone. Convolutions turn the context into a map, the actions being added to every gate, and a gated PixelCNN draws the
/// next grid given the map.
/// </summary>
/// <remarks>van den Oord et al. 2017 (arXiv 1711.00937, §4.4) have such a prior and do not say its networks.</remarks>
public sealed class LatentDynamics : Module
{
    private readonly LatentDynamicsConfig config;
    private readonly int groups, actions;
    private readonly CodeEmbedding embedding;
    private readonly Conv2d input;
    private readonly ActionGatedBlock[] blocks;
    private readonly GatedPixelCnnPrior frame;

    /// <param name="codebookSize">K.</param>
    /// <param name="groups">G, codes at a place.</param>
    /// <param name="height">H, places of a grid.</param>
    /// <param name="width">W.</param>
    /// <param name="actions">A, different actions; 0 for videos without.</param>
    /// <exception cref="ConfigException">The configuration is wrong.</exception>
    public LatentDynamics(LatentDynamicsConfig config, int codebookSize, int groups, int height, int width, int actions, Generator generator)
    {
        if (config.Problems().FirstOrDefault() is { } problem) throw new ConfigException(problem);
        ArgumentOutOfRangeException.ThrowIfNegative(actions);
        (this.config, this.groups, this.actions) = (config, groups, actions);
        // One code more, of the frames before the first.
        embedding = Child("embedding", new CodeEmbedding(codebookSize + 1, groups, config.Embedding, generator));
        input = Child("input", new Conv2d(config.Context * config.Embedding, config.Features, 3, generator, padding: 1));
        blocks = new ActionGatedBlock[config.Blocks];
        var rows = actions == 0 ? 0 : config.Context * (actions + 1);
        for (var k = 0; k < blocks.Length; k++)
            blocks[k] = Child($"block{k.ToString(CultureInfo.InvariantCulture)}", new ActionGatedBlock(config.Features, rows, generator));
        frame = Child("frame", new GatedPixelCnnPrior(new(config.PixelCnn, codebookSize, generator, groups, mapChannels: config.Features), height, width));
    }

    /// <summary>K.</summary>
    public int CodebookSize => frame.CodebookSize;

    /// <summary>Shape of a frame's codes, [H, W] or [H, W, G].</summary>
    public IReadOnlyList<int> FrameShape => frame.Shape;

    /// <summary>−log p of each code given the frames before, and in its own frame the codes before; all frames in one pass.</summary>
    /// <param name="codes">I64 [B, T, …<see cref="FrameShape"/>].</param>
    /// <param name="chosen">The actions, I64 [B, T − 1]: action t leads from frame t to frame t + 1; null for videos without.</param>
    /// <returns>[B, T, …<see cref="FrameShape"/>] nats.</returns>
    public Tensor CrossEntropy(Tensor codes, Tensor? chosen)
    {
        var frames = codes.Size(1);
        Check(codes, chosen, frames - 1);
        var (video, done) = (Begun(codes, CodebookSize), chosen is null ? null : Begun(chosen, actions));
        var map = Map(Contexts(video, frames), done is null ? null : Contexts(done, frames));
        return frame.CrossEntropy(codes.Flatten(0, 1), new(Map: map)).Reshape(codes.Shape);
    }

    /// <summary>Goes through the codes of the frame that follows, code by code.</summary>
    /// <param name="codes">Of the frames before, I64 [B, T, …<see cref="FrameShape"/>]; T may be 0.</param>
    /// <param name="chosen">The actions, I64 [B, T]; null for videos without.</param>
    public IAutoregressiveLogits OpenNext(Tensor codes, Tensor? chosen)
    {
        Check(codes, chosen, codes.Size(1));
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        return frame.Open(checked((int)codes.Size(0)), Next(Begun(codes, CodebookSize), chosen is null ? null : Begun(chosen, actions), codes.Size(1)));
    }

    /// <summary>Draws how videos go on, frame by frame, each drawn frame being context of the next.</summary>
    /// <param name="codes">I64 [B, T, …<see cref="FrameShape"/>] on the CPU; T may be 0.</param>
    /// <param name="chosen">The actions, I64 [B, T + <paramref name="steps"/> − 1], from the first frame on; null for videos without.</param>
    /// <param name="steps">Frames to draw, at least 1.</param>
    /// <param name="temperature">See <see cref="CodePriors.Sample"/>.</param>
    /// <returns>The new frames, I64 [B, steps, …<see cref="FrameShape"/>].</returns>
    public Tensor Continue(Tensor codes, Tensor? chosen, int steps, NoiseStream noise, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var (count, known) = (checked((int)codes.Size(0)), codes.Size(1));
        Check(codes, chosen, known + steps - 1);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var (video, done) = (Begun(codes, CodebookSize), chosen is null ? null : Begun(chosen, actions));
        for (var t = known; t < known + steps; t++)
        {
            using var step = TensorScope.Enter();
            video = step.Keep(Ops.Cat([video, frame.Sample(count, noise, Next(video, done, t), temperature).Unsqueeze(1)], 1));
        }
        return scope.Keep(video.Narrow(1, config.Context + known, steps).Contiguous());
    }

    /// <summary>What frame t depends on, of videos and actions that <see cref="Begun"/> has begun.</summary>
    private CodeConditions Next(Tensor video, Tensor? done, long t) => new(Map: Map(video.Narrow(1, t, config.Context), done?.Narrow(1, t, config.Context)));

    /// <summary>The map that the prior of a frame depends on, [N, F, H, W].</summary>
    /// <param name="context">Codes of the n frames before, oldest first, [N, n, …<see cref="FrameShape"/>].</param>
    /// <param name="chosen">The action after each of them, [N, n].</param>
    private Tensor Map(Tensor context, Tensor? chosen)
    {
        var vectors = embedding.Forward(groups == 1 ? context.Unsqueeze(-1) : context);
        // [N, n, H, W, E]: the vectors of the n frames lie side by side as channels of a place.
        var h = input.Forward(vectors.Permute([0, 1, 4, 2, 3]).Flatten(1, 2));
        var rows = chosen is null ? null : chosen + (Tensor.Arange(config.Context, DType.I64, chosen.Device) * (actions + 1));
        foreach (var block in blocks) h = block.Forward(h, rows);
        return h;
    }

    /// <summary>What comes before the first frame, n times, and then what is there: [B, T, …] to [B, n + T, …].</summary>
    private Tensor Begun(Tensor video, long none) =>
        Ops.Cat([Tensor.Full([video.Size(0), config.Context, .. video.Shape[2..]], none, DType.I64, video.Device), video], 1);

    /// <summary>The n entries before each frame, [B, n + T, …] to [B·T, n, …].</summary>
    private Tensor Contexts(Tensor begun, long frames) =>
        Ops.Stack([.. Enumerable.Range(0, config.Context).Select(k => begun.Narrow(1, k, frames))], 2).Flatten(0, 1);

    private void Check(Tensor codes, Tensor? chosen, long needed)
    {
        if (codes.DType != DType.I64 || codes.Rank != FrameShape.Count + 2 || !FrameShape.Select(size => (long)size).SequenceEqual(codes.Shape[2..].ToArray()))
            throw new TorchException($"the dynamics are over i64 codes [B, T, {string.Join(", ", FrameShape)}], not {codes}");
        if (actions == 0 != chosen is null) throw new TorchException(actions == 0 ? "the dynamics know no actions, but some are given" : "the dynamics need to know the actions");
        if (chosen is null) return;
        if (chosen.DType != DType.I64 || chosen.Rank != 2 || chosen.Size(0) != codes.Size(0) || chosen.Size(1) != needed)
            throw new TorchException($"actions between these frames are i64 [{codes.Size(0)}, {needed}], not {chosen}");
        if (chosen.Count > 0 && (chosen.Min().ToInt64() < 0 || chosen.Max().ToInt64() >= actions)) throw new TorchException($"an action is not in [0, {actions})");
    }
}
