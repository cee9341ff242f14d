using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>
/// A VAE of classes and of how examples of a class look, which learns from examples with a class and from others (M2 of Kingma et al. 2014, arXiv 1406.5298), or the same over the codes of a VAE
/// that has learned before it (M1+M2, §2.3): p(y) p(z) p(z₁ | y, z) p(x | z₁).
/// </summary>
public sealed class SemiSupervisedVae : Model, ILatentVariables, IClassifier, IConditionalGenerator, IStyleDecoder, IReconstructor, IDataRange, IKlWeighted
{
    /// <summary>Names of the stages of M1+M2.</summary>
    internal static readonly string[] StageNames = ["features", "classes"];

    private const string Class = "y", Style = "z", Features = "z_1";

    private readonly ClassVae classes;
    private readonly FeatureVae? features;
    private readonly LabelledObjective objective;

    /// <param name="classes">M2; becomes the child <c>classes</c>.</param>
    /// <param name="features">M1, whose codes M2 is of; becomes the child <c>features</c>. Null: M2 is of the data.</param>
    /// <param name="column">Place of the classes' factor in <see cref="Batch.Factors"/>.</param>
    public SemiSupervisedVae(ClassVae classes, FeatureVae? features, int column, SemiSupervisedConfig config)
    {
        if (features is not null) this.features = Child("features", features);
        this.classes = Child("classes", classes);
        objective = new(classes, column, config.Alpha, config.LabelGradient, classes.Baseline);
        IBatchPlan Mixed(IDataset data, int batch, SeedStreams seeds) => LabelledBatches.Of(data, column, batch, config.LabelledShare, seeds);
        Offer(new StageList(features is null
            ? [new(TrainingStage.Whole, [], Loss) { Plan = Mixed }]
            : [new(StageNames[0], ["features"], features.Loss), new(StageNames[1], ["classes"], Loss) { Plan = Mixed }]));
        if (features is not null) Offer(new FeatureCode(this, features));
    }

    /// <inheritdoc/>
    public Factor Factor => classes.Factor;

    /// <inheritdoc/>
    public Factor? Condition => classes.Factor;

    /// <inheritdoc/>
    public bool HasTemperature => false;

    /// <inheritdoc/>
    public int StyleSize => classes.Latent;

    /// <inheritdoc/>
    public (double Low, double High) DataRange => Outer.DataRange;

    /// <inheritdoc/>
    public string LikelihoodName => Outer.LikelihoodName;

    /// <inheritdoc/>
    public int? GreyLevels => Outer.GreyLevels;

    private Decoder Outer => features?.Decoder ?? classes.Decoder;

    /// <summary>Labels are learned from in training; looked at, every example costs what one without a label does, so that splits compare.</summary>
    /// <inheritdoc/>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var x = batch;
        if (features is not null)
        {
            using var off = Gradients.Off();
            x = batch.With(Field.Main, features.Encoder.Of(batch.X).Draw(step.Noise).Value);
        }

        return objective.Of(x, step, learns: classes.IsTraining);
    }

    /// <inheritdoc/>
    public void VisitPosterior(Batch x, SiteWalk walk)
    {
        var seen = features is null ? x.X : walk.At(Features, features.Encoder.Of(x.X));
        var y = walk.At(Class, new Categorical(classes.Classifier.Logits(seen)));
        walk.At(Style, classes.Style(seen, y));
    }

    /// <inheritdoc/>
    public void VisitPrior(Batch given, SiteWalk walk)
    {
        var y = walk.At(Class, classes.Labels(given.X));
        var z = walk.At(Style, classes.Prior(given.X));
        if (features is not null) walk.At(Features, classes.Given(z, y));
    }

    /// <inheritdoc/>
    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) =>
        features is null ? classes.Given(z[Style], z[Class]) : features.Decoder.Of(z[Features], pass);

    /// <inheritdoc/>
    public Tensor LogProbabilities(Batch x) => classes.Classifier.Logits(Seen(x)).LogSoftmax(-1);

    /// <inheritdoc/>
    public Tensor StyleOf(Batch x)
    {
        var seen = Seen(x);
        return classes.Style(seen, classes.Classifier.Logits(seen).Argmax(-1)).Location()!;
    }

    /// <inheritdoc/>
    public Tensor DecodeStyle(Tensor style, Tensor levels)
    {
        var seen = classes.Given(style, levels).Location()!;
        return features is null ? seen : features.Decoder.Mean(seen);
    }

    /// <inheritdoc/>
    public Tensor Reconstruct(Batch x) =>
        features is null ? DecodeStyle(StyleOf(x), LogProbabilities(x).Argmax(-1)) : features.Decoder.Mean(Seen(x));

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise) => Generate(count, noise, 1, null);

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise, double temperature, long? level)
    {
        var like = Ungiven(count).X;
        var levels = level is { } asked ? Tensor.Full([count], asked, DType.I64) : Tensor.From([.. Enumerable.Range(0, count).Select(k => (long)(k % Factor.Levels))]);
        return DecodeStyle(classes.Prior(like).Draw(noise, count).Value, levels.To(like.Device, DType.I64));
    }

    // What classes are told from: x, or the mean of its code.
    private Tensor Seen(Batch x) => features is null ? x.X : features.Encoder.Of(x.X).Location()!;

    private sealed record StageList(IReadOnlyList<TrainingStage> Stages) : IStaged;

    /// <summary>Codes of M1.</summary>
    private sealed class FeatureCode(SemiSupervisedVae owner, FeatureVae features) : IEncoder, IDecoder
    {
        public IReadOnlyList<LatentSite> Sites { get; } = [new(Features, [features.Latent])];

        public int LatentSize => features.Latent;

        public Tensor Encode(Batch x) => owner.Seen(x);

        public Tensor Decode(Tensor z) => features.Decoder.Mean(z);
    }
}
