using Elbo.Models.Configuration;
using Elbo.Torch;

namespace Elbo.Training.Configuration;

/// <summary>Update rules a run can choose.</summary>
public enum OptimizerKind
{
    /// <summary>Kingma and Ba 2015.</summary>
    Adam,
    /// <summary>Adam with weights that shrink apart from the gradient (Loshchilov and Hutter 2019).</summary>
    AdamW,
    /// <summary>Adam by the largest gradient in place of the mean square (Kingma and Ba 2015, §7.1).</summary>
    Adamax,
    /// <summary>Gradients over the root of their mean square (Tieleman and Hinton 2012).</summary>
    RmsProp,
    /// <summary>Gradients over the root of the sum of their squares (Duchi et al. 2011).</summary>
    Adagrad,
    /// <summary>The gradient itself, with momentum where there is some.</summary>
    Sgd,
}

/// <summary>How the learning rate changes over a run.</summary>
public enum ScheduleKind
{
    /// <summary>The same at every step.</summary>
    Constant,

    /// <summary>From the learning rate to zero along half a cosine over all steps.</summary>
    Cosine,

    /// <summary>By 1/√10 after each third of the run: the shape of the staged schedules of the literature at any length.</summary>
    Thirds,

    /// <summary>
    /// Stages of 1, 3, 9, … 3^7 epochs at the learning rate times 10^(−i/7), i = 0 … 7 (Burda et al. 2016, §5): whole stages end after
    /// 1, 4, 13, 40, 121, 364, 1093 and 3280 epochs. The last rate holds from there on.
    /// </summary>
    IwaeStages,
}

/// <summary>How the weight of the divergence rises in a warm-up.</summary>
public enum KlShape
{
    /// <summary>In a line.</summary>
    Linear,

    /// <summary>Slowly, then fast around the middle of the warm-up, then slowly, along a logistic curve (Bowman et al., arXiv 1511.06349, §3.1).</summary>
    Sigmoid,

    /// <summary>In a line over the first half of each cycle, then full over the other, several times over (Fu et al. 2019, arXiv 1903.10145, §4): each cycle begins with the code that the one before has left.</summary>
    Cyclical,
}

/// <summary>How a run is trained.</summary>
public sealed record TrainingConfig : IConfig
{
    /// <summary>Passes over the training split.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Examples per step.</summary>
    public int Batch { get; init; } = 100;

    /// <summary>The update rule.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Of the first step; the schedule says how it goes on.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the learning rate changes over the run.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Constant;

    /// <summary>Decay of the first moment (Adam, AdamW, Adamax) or the momentum (SGD).</summary>
    [EffectiveUnder(nameof(Optimizer), OptimizerKind.Adam, OptimizerKind.AdamW, OptimizerKind.Adamax, OptimizerKind.Sgd)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    [EffectiveUnder(nameof(Optimizer), OptimizerKind.Adam, OptimizerKind.AdamW, OptimizerKind.Adamax, OptimizerKind.RmsProp)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε of the update; null takes the rule's own.</summary>
    [EffectiveUnder(nameof(Optimizer), OptimizerKind.Adam, OptimizerKind.AdamW, OptimizerKind.Adamax, OptimizerKind.RmsProp, OptimizerKind.Adagrad)]
    public double? Epsilon { get; init; }

    /// <summary>
    /// λ of the penalty λ‖w‖²/2, whose gradient is added (Adam, Adamax, RMSprop, Adagrad, SGD), or by which weights shrink (AdamW). Of weights alone: biases
    /// and whatever else has one axis do not decay.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>Largest norm of the whole gradient; null does not clip.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Epochs over which the weight of the divergence rises, step by step; 0 has no warm-up.</summary>
    public int KlWarmUp { get; init; }

    /// <summary>How it rises over them.</summary>
    [EffectiveUnder(nameof(KlWarmUp))]
    public KlShape KlShape { get; init; }

    /// <summary>How many cycles the warm-up has.</summary>
    [EffectiveUnder(nameof(KlShape), KlShape.Cyclical)]
    public int KlCycles { get; init; } = 4;

    /// <summary>Weight of the divergence at the first step of a warm-up.</summary>
    [EffectiveUnder(nameof(KlWarmUp))]
    public double KlMin { get; init; }

    /// <summary>Weight of the divergence after the warm-up, and where there is none. What is held out is always watched with it.</summary>
    public double KlMax { get; init; } = 1;

    /// <summary>
    /// Epochs, from the first, of aggressive inference (He et al. 2019, arXiv 1901.05534): before each step q(z | x) moves alone, on batch after batch, until its objective no longer falls, at most 100 times, and
    /// the step then moves all else. A code that a decoder has no time to learn to do without. The paper ends it when the code stops gaining information, after about five epochs of text; 0 has none.
    /// </summary>
    public int Aggressive { get; init; }

    /// <summary>Decay of a moving average of the weights in [0, 1), which is watched in their place and kept beside them; null keeps none.</summary>
    public double? Ema { get; init; }

    /// <summary>Stop after this many epochs in which the watched objective did not improve; null trains to the end.</summary>
    public int? Patience { get; init; }

    /// <summary>How far the watched objective must fall to count as improved, in nats per example.</summary>
    [EffectiveUnder(nameof(Patience))]
    public double MinDelta { get; init; }

    /// <summary>Of matrix products and convolutions; weights, their updates and all sums are f32 in either.</summary>
    public MatrixPrecision Precision { get; init; } = MatrixPrecision.F32;

    /// <summary>Epochs between checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 1;

    /// <summary>Steps between further checkpoints; null writes none within an epoch.</summary>
    public int? CheckpointSteps { get; init; }

    /// <summary>Minutes between further checkpoints, for long epochs; null writes none within an epoch.</summary>
    public double? CheckpointMinutes { get; init; } = 10;

    /// <summary>How many checkpoints stay; older ones go.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Whether each epoch is also written as TensorBoard events.</summary>
    public bool TensorBoard { get; init; } = true;

    /// <summary>Whether the weight of the divergence is changed; the model must then be <see cref="Elbo.Models.IKlWeighted"/>.</summary>
    internal bool WeighsDivergence => KlWarmUp != 0 || KlMax != 1;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Epochs < 1) yield return $"epochs must be at least 1, is {Epochs}";
        if (Batch < 1) yield return $"batch must be at least 1, is {Batch}";
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate)) yield return $"learningRate must be positive, is {LearningRate}";
        if (Beta1 is not (>= 0 and < 1)) yield return $"beta1 must be in [0, 1), is {Beta1}";
        if (Beta2 is not (>= 0 and < 1)) yield return $"beta2 must be in [0, 1), is {Beta2}";
        if (Epsilon is { } epsilon && !(epsilon > 0)) yield return $"epsilon must be positive, is {epsilon}";
        if (!(WeightDecay >= 0)) yield return $"weightDecay must be 0 or more, is {WeightDecay}";
        if (ClipNorm is { } norm && !(norm > 0)) yield return $"clipNorm must be positive, is {norm}";
        if (CheckpointEvery < 1) yield return $"checkpointEvery must be at least 1, is {CheckpointEvery}";
        if (KlWarmUp < 0) yield return $"klWarmUp must be 0 or more epochs, is {KlWarmUp}";
        if (KlCycles < 1) yield return $"klCycles must be at least 1, is {KlCycles}";
        if (Aggressive < 0) yield return $"aggressive must be 0 or more epochs, is {Aggressive}";
        if (!(KlMin >= 0) || !double.IsFinite(KlMin)) yield return $"klMin must be 0 or more, is {KlMin}";
        if (!(KlMax >= KlMin) || !double.IsFinite(KlMax)) yield return $"klMax must be klMin or more, is {KlMax}";
        if (Ema is { } decay && !(decay is >= 0 and < 1)) yield return $"ema must be in [0, 1), is {decay}";
        if (Patience < 1) yield return $"patience must be at least 1 epoch, is {Patience}";
        if (!(MinDelta >= 0) || !double.IsFinite(MinDelta)) yield return $"minDelta must be 0 or more, is {MinDelta}";
        if (CheckpointSteps < 1) yield return $"checkpointSteps must be at least 1, is {CheckpointSteps}";
        if (CheckpointMinutes is { } minutes && !(minutes > 0)) yield return $"checkpointMinutes must be positive, is {minutes}";
        if (KeepCheckpoints < 1) yield return $"keepCheckpoints must be at least 1, is {KeepCheckpoints}";
    }
}
