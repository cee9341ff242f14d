using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Priors;
using Elbo.Models.Zoo.VqVae;
using Elbo.Torch;

namespace Elbo.Models.Zoo.VideoVqVae;

/// <summary>
/// Videos as a grid of codes for each frame, and a prior of how the grids go on under actions, learned afterwards: the video model of van den
/// Oord, Vinyals, Kavukcuoglu 2017 (arXiv 1711.00937, §4.4). Frames are predicted as codes and turned into images one by one.
/// </summary>
public sealed class VideoVqVaeModel : Model, IModelDefinition<VideoVqVaeConfig>, IStaged, IPointCodeModel, IVideoPredictor, IReconstructor, IGenerator, IDataRange
{
    private readonly int length;
    private readonly VqVaeModel frames;
    private readonly LatentDynamics dynamics;
    private readonly VideoActions? actions;

    private VideoVqVaeModel(VideoVqVaeConfig config, ModelInputs inputs)
    {
        if (inputs.Shape is not [var count, _, _, _] || count < 2)
            throw new ConfigException($"vq-vae-video takes videos of at least two frames [frames, channels, height, width], the data's examples are [{string.Join(", ", inputs.Shape)}]");
        (length, FrameShape) = (count, [.. inputs.Shape.Skip(1)]);
        actions = VideoActions.Find(config.Action, length, inputs);
        frames = Child("frames", VqVaeModel.Build(config.Frames, inputs.OfParts()));
        var grid = frames.Prior.Shape;
        dynamics = Child("prior", new LatentDynamics(config.Prior, frames.Prior.CodebookSize, grid.Count == 2 ? 1 : grid[2], grid[0], grid[1], ActionCount, inputs.Initialisation));
        Prior = new VideoPrior(dynamics, length);
        Stages = [new(StageNames[0], ["frames"], Loss), new(StageNames[1], ["prior"], PriorLoss)];
    }

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "vq-vae-video",
        "VQ-VAE for video",
        "van den Oord, Vinyals & Kavukcuoglu 2017, arXiv 1711.00937, §4.4",
        "Turns frames into grids of codes and learns how the grids go on under actions: videos are predicted purely as codes and decoded frame by frame.");

    /// <inheritdoc/>
    public static JsonTypeInfo<VideoVqVaeConfig> ConfigJson => VideoVqVaeJson.Default.VideoVqVaeConfig;

    /// <inheritdoc/>
    public static Binarisation PixelsFor(VideoVqVaeConfig config) => config.Frames.Pixels;

    /// <inheritdoc/>
    public static DataSchema Example { get; } = DataSchema.OfShape([2, 1, 28, 28]) with { Factors = [new("action_1", 2)] };

    /// <inheritdoc/>
    public static IReadOnlyList<string> StageNames { get; } = ["autoencoder", "prior"];

    /// <inheritdoc/>
    public IReadOnlyList<TrainingStage> Stages { get; }

    /// <summary>Over the codes of all frames of a video, [T, H, W] or [T, H, W, G].</summary>
    public ICodePrior Prior { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> FrameShape { get; }

    /// <inheritdoc/>
    public int ActionCount => actions?.Count ?? 0;

    /// <inheritdoc/>
    public (double Low, double High) DataRange => frames.DataRange;

    /// <inheritdoc/>
    public string LikelihoodName => frames.LikelihoodName;

    /// <inheritdoc/>
    public int? GreyLevels => frames.GreyLevels;

    static Model IModelDefinition<VideoVqVaeConfig>.Build(VideoVqVaeConfig config, ModelInputs inputs) => Build(config, inputs);

    /// <inheritdoc cref="IModelDefinition{TConfig}.Build"/>
    public static VideoVqVaeModel Build(VideoVqVaeConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>The first stage [B]: what the model of frames minimises, summed over the frames of a video. Terms are means over its frames.</summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var loss = frames.Loss(Frames(batch), step);
        return new(PerVideo(loss.Objective).Sum([1]), [.. loss.Terms.Select(term => term with { Values = PerVideo(term.Values).Mean([1]), Weight = term.Weight * length })]);
    }

    /// <inheritdoc/>
    public Tensor EncodeCodes(Batch x) => EncodeFrames(x.X.View([x.Count, length, -1]));

    /// <inheritdoc/>
    public Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null) => DecodeFrames(codes).Flatten(1);

    /// <inheritdoc/>
    public CodeConditions? PriorConditions(Batch x) => actions is null ? null : new(Actions: actions.Of(x));

    /// <inheritdoc/>
    public CodeConditions? DecoderConditions(Batch x) => null;

    /// <inheritdoc/>
    public Tensor LogLikelihood(Batch x, Tensor codes) => PerVideo(frames.LogLikelihood(Frames(x), codes.Flatten(0, 1))).Sum([1]);

    /// <inheritdoc/>
    public Tensor? ActionsOf(Batch x) => actions?.Of(x);

    /// <inheritdoc/>
    public Tensor EncodeFrames(Tensor frames)
    {
        var folded = frames.Flatten(0, 1);
        return this.frames.EncodeCodes(new(folded, null, Tensor.Arange(folded.Size(0)))).View([frames.Size(0), frames.Size(1), .. dynamics.FrameShape.Select(size => (long)size)]);
    }

    /// <inheritdoc/>
    public Tensor DecodeFrames(Tensor codes) => frames.DecodeCodes(codes.Flatten(0, 1)).View([codes.Size(0), codes.Size(1), -1]);

    /// <inheritdoc/>
    public Tensor Predict(Tensor codes, Tensor? actions, int steps, NoiseStream noise, double temperature = 1) => dynamics.Continue(codes, actions, steps, noise, temperature);

    /// <inheritdoc/>
    public Tensor Reconstruct(Batch x) => frames.Reconstruct(Frames(x)).View([x.Count, -1]);

    /// <inheritdoc/>
    /// <remarks>Videos from nothing, under actions that are all equally likely.</remarks>
    public Tensor Generate(int count, NoiseStream noise)
    {
        var chosen = actions is null ? null : (noise.Uniform([count, length - 1]) * actions.Count).To(DType.I64);
        return DecodeCodes(Prior.Sample(count, noise, chosen is null ? null : new(Actions: chosen)));
    }

    // The second stage: −log p(z | actions) of the codes, which stand still.
    private LossTerms PriorLoss(Batch batch, StepContext step)
    {
        // By frame, [B, T] nats.
        var nats = Prior.CrossEntropy(EncodeCodes(batch), PriorConditions(batch)).Flatten(2).Sum([2]);
        var whole = nats.Sum([1]);
        return new(whole,
        [
            new("kl", whole, Weight: 1),
            new("bits_per_code", whole / (Prior.Length() * Math.Log(2)), Unit.Bits),
            new("first_frame", nats.Select(1, 0)),
            new("next_frame", nats.Narrow(1, 1, length - 1).Mean([1])),
        ]);
    }

    /// <summary>The frames as examples of their own, video by video.</summary>
    private Batch Frames(Batch x) => new(x.X.View([x.Count * length, -1]), null, Tensor.Arange(x.Count * length));

    private Tensor PerVideo(Tensor perFrame) => perFrame.View([-1, length]);
}
