using Elbo.Torch;
using Elbo.Torch.Optim;
using Elbo.Training.Configuration;

namespace Elbo.Training;

/// <summary>From configuration to an optimizer and its learning rate.</summary>
internal static class UpdateRule
{
    public static Optimizer Create(TrainingConfig config, IEnumerable<(string Name, Tensor Value)> parameters)
    {
        var (rate, decay) = (config.LearningRate, config.WeightDecay);
        Optimizer optimizer = config.Optimizer switch
        {
            OptimizerKind.Adam => new Adam(parameters, rate, config.Beta1, config.Beta2, config.Epsilon ?? 1e-8, decay),
            OptimizerKind.AdamW => new AdamW(parameters, rate, config.Beta1, config.Beta2, config.Epsilon ?? 1e-8, decay),
            OptimizerKind.Adamax => new Adamax(parameters, rate, config.Beta1, config.Beta2, config.Epsilon ?? 1e-8, decay),
            OptimizerKind.RmsProp => new RmsProp(parameters, rate, alpha: config.Beta2, epsilon: config.Epsilon ?? 1e-8, weightDecay: decay),
            OptimizerKind.Adagrad => new Adagrad(parameters, rate, epsilon: config.Epsilon ?? 1e-10, weightDecay: decay),
            _ => new Sgd(parameters, rate, momentum: config.Beta1, weightDecay: decay),
        };
        if (config.ClipNorm is { } norm) optimizer.Clip = GradientClip.ByNorm(norm);
        return optimizer;
    }

    /// <summary>The rate of step <paramref name="step"/> (from 0) of <paramref name="steps"/>.</summary>
    public static double LearningRate(TrainingConfig config, long step, long steps) => config.LearningRate * config.Schedule switch
    {
        ScheduleKind.Cosine => 0.5 * (1 + Math.Cos(Math.PI * step / steps)),
        ScheduleKind.Thirds => Math.Pow(10, -0.5 * (3 * step / steps)),
        _ => 1,
    };
}
