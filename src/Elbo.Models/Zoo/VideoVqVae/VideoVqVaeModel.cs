using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Priors;
using Elbo.Models.Zoo.VqVae;
using Elbo.Torch;

namespace Elbo.Models.Zoo.VideoVqVae;

/// <summary>
/// Films as a grid of codes for each frame, and a law of how the grids go on under actions, learned afterwards: the video model of van den
/// Oord, Vinyals, Kavukcuoglu 2017 (arXiv 1711.00937, §4.4). Frames are predicted as codes and turned into pictures one by one.
/// </summary>
public sealed class VideoVqVaeModel : Model, IModelDefinition<VideoVqVaeModel, VideoVqVaeConfig>, IStaged, IElboModel, IFilmPredictor, IReconstructor, IGenerator, IDataRange
{
    private readonly int length;
    private readonly VqVaeModel frames;
    private readonly LatentDynamics prior;
    private readonly FilmActions? actions;

    private VideoVqVaeModel(VideoVqVaeConfig config, ModelInputs inputs)
    {
        if (inputs.Shape is not [var count, _, _, _] || count < 2)
            throw new ConfigException($"vq-vae-video takes films of at least two frames [frames, channels, height, width], the data's examples are [{string.Join(", ", inputs.Shape)}]");
        (length, FrameShape) = (count, [.. inputs.Shape.Skip(1)]);
        frames = Child("frames", VqVaeModel.Build(config.Frames, inputs with
        {
            Shape = FrameShape,
            // Of pixels at any time.
            Mean = inputs.Mean?.View([length, -1]).Mean([0]),
            TrainingExamples = inputs.TrainingExamples * length,
            Factors = [],
        }));
        actions = FilmActions.Find(config.Action, length, inputs);
        var grid = frames.Prior.Shape;
        prior = Child("prior", new LatentDynamics(config.Prior, frames.Prior.CodebookSize, grid.Count == 2 ? 1 : grid[2], grid[0], grid[1], ActionCount, inputs.Initialisation));
        Stages = [new(StageNames[0], ["frames"], Loss), new(StageNames[1], ["prior"], PriorLoss)];
    }

    public static ModelCard Card { get; } = new(
        "vq-vae-video",
        "VQ-VAE of films",
        "van den Oord, Vinyals & Kavukcuoglu 2017, arXiv 1711.00937, §4.4",
        "Turns frames into grids of codes and learns how the grids go on under actions: films are predicted purely as codes and decoded frame by frame.");

    public static JsonTypeInfo<VideoVqVaeConfig> ConfigJson => VideoVqVaeJson.Default.VideoVqVaeConfig;

    public static IReadOnlyList<string> StageNames { get; } = ["autoencoder", "prior"];

    public IReadOnlyList<TrainingStage> Stages { get; }

    public IReadOnlyList<int> FrameShape { get; }

    public int ActionCount => actions?.Count ?? 0;

    public (double Low, double High) DataRange => frames.DataRange;

    public string LikelihoodName => frames.LikelihoodName;

    public int? GreyLevels => frames.GreyLevels;

    public bool HasPointPosterior => true;

    public static VideoVqVaeModel Build(VideoVqVaeConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>The first stage [B]: what the model of frames minimises, summed over the frames of a film. Terms are means over its frames.</summary>
    public override LossTerms Loss(Batch batch, NoiseStream noise)
    {
        var loss = frames.Loss(Frames(batch), noise);
        return new(PerFilm(loss.Objective).Sum([1]), [.. loss.Terms.Select(term => new LossTerm(term.Name, PerFilm(term.Nats).Mean([1])))]);
    }

    public (Tensor Reconstruction, Tensor Kl) ElboTerms(Batch x, NoiseStream noise) =>
        (PerFilm(Bound.ElboTerms(Frames(x), noise).Reconstruction).Sum([1]), CrossEntropy(x).Sum([1]));

    /// <inheritdoc/>
    /// <remarks>z holds the codes as numbers; q(z | x) = 1 at them.</remarks>
    public LatentDraw Infer(Batch x, int samples, NoiseStream noise)
    {
        var (z, logQ) = Bound.Infer(Frames(x), samples, noise);
        return new(z.Reshape([samples, x.Count, -1]), logQ.View([samples, x.Count, length]).Sum([2]));
    }

    public Tensor LogJoint(Batch x, Tensor z)
    {
        var (samples, count) = (z.Size(0), z.Size(1));
        var codes = z.To(DType.I64).Reshape([samples * count, length, .. prior.FrameShape.Select(size => (long)size)]);
        var logPrior = -prior.CrossEntropy(codes, ActionsOf(x)?.Repeat([samples, 1])).Flatten(1).Sum([1]).View([samples, count]);
        // The uniform law of single frames is exchanged for that of films.
        var uniform = length * frames.Prior.Length() * Math.Log(frames.Prior.CodebookSize);
        return Bound.LogJoint(Frames(x), z.Reshape([samples, count * length, -1])).View([samples, count, length]).Sum([2]) + uniform + logPrior;
    }

    public Tensor? ActionsOf(Batch x) => actions?.Of(x);

    public Tensor EncodeFrames(Tensor frames)
    {
        var folded = frames.Flatten(0, 1);
        return this.frames.EncodeCodes(new(folded, null, Tensor.Arange(folded.Size(0)))).View([frames.Size(0), frames.Size(1), .. prior.FrameShape.Select(size => (long)size)]);
    }

    public Tensor DecodeFrames(Tensor codes) => frames.DecodeCodes(codes.Flatten(0, 1)).View([codes.Size(0), codes.Size(1), -1]);

    public Tensor Predict(Tensor codes, Tensor? actions, int steps, NoiseStream noise, double temperature = 1) => prior.Continue(codes, actions, steps, noise, temperature);

    public Tensor Reconstruct(Batch x) => frames.Reconstruct(Frames(x)).View([x.Count, -1]);

    /// <inheritdoc/>
    /// <remarks>Films from nothing, under actions that are all equally likely.</remarks>
    public Tensor Generate(int count, NoiseStream noise)
    {
        // Φ(N(0, 1)) is uniform.
        var chosen = actions is null ? null : (noise.Normal([count, length - 1]).SpecialNdtr() * actions.Count).To(DType.I64).Clamp(0, actions.Count - 1);
        var nothing = Tensor.Empty([count, 0, .. prior.FrameShape.Select(size => (long)size)], DType.I64);
        return DecodeFrames(prior.Continue(nothing, chosen, length, noise)).Flatten(1);
    }

    // The second stage: −log p(z | actions) of the codes, which stand still.
    private LossTerms PriorLoss(Batch batch, NoiseStream noise)
    {
        var nats = CrossEntropy(batch);
        var whole = nats.Sum([1]);
        return new(whole,
        [
            new("kl", whole),
            new("bits_per_code", whole / (length * frames.Prior.Length() * Math.Log(2))),
            new("first_frame", nats.Select(1, 0)),
            new("next_frame", nats.Narrow(1, 1, length - 1).Mean([1])),
        ]);
    }

    /// <summary>−log p of the codes of each frame given those before, [B, T] nats.</summary>
    private Tensor CrossEntropy(Batch x) => prior.CrossEntropy(EncodeFrames(x.X.View([x.Count, length, -1])), ActionsOf(x)).Flatten(2).Sum([2]);

    /// <summary>The frames as examples of their own, film by film.</summary>
    private Batch Frames(Batch x) => new(x.X.View([x.Count * length, -1]), null, Tensor.Arange(x.Count * length));

    /// <summary>That of single frames.</summary>
    private IElboModel Bound => frames;

    private Tensor PerFilm(Tensor perFrame) => perFrame.View([-1, length]);
}
