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
        if (decay != 0) optimizer.DecayOnly(parameter => parameter.Rank > 1);
        return optimizer;
    }

    /// <summary>The learning rate over a run of <paramref name="steps"/> steps.</summary>
    public static Schedule Schedule(TrainingConfig config, long steps) => config.Schedule switch
    {
        ScheduleKind.Cosine => new CosineSchedule(config.LearningRate, steps),
        ScheduleKind.Thirds => new MultiStepSchedule(config.LearningRate, [steps / 3, 2 * steps / 3], Math.Sqrt(0.1)),
        ScheduleKind.IwaeStages => new MultiStepSchedule(config.LearningRate, EndsOfIwaeStages.Select(epoch => epoch * (steps / config.Epochs)), Math.Pow(10, -1.0 / 7)),
        _ => new ConstantSchedule(config.LearningRate),
    };

    // (3^(i+1) − 1)/2 for i = 0 … 6: the last of the eight stages has no end.
    private static readonly long[] EndsOfIwaeStages = [1, 4, 13, 40, 121, 364, 1093];
}
