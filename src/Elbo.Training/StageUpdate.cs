using Elbo.Models;
using Elbo.Torch.Optim;
using Elbo.Training.Configuration;

namespace Elbo.Training;

/// <summary>An update with its optimizer and its learning rate over the stage.</summary>
internal sealed class StageUpdate : IDisposable
{
    private readonly Schedule learningRate;

    /// <param name="config">Of the stage; what the update says of itself goes before.</param>
    /// <param name="steps">Of the whole stage.</param>
    public StageUpdate(Update update, Model model, TrainingConfig config, long steps)
    {
        Update = update;
        var own = config with
        {
            LearningRate = update.LearningRate ?? config.LearningRate,
            Beta1 = update.Beta1 ?? config.Beta1,
            Beta2 = update.Beta2 ?? config.Beta2,
        };
        Optimizer = UpdateRule.Create(own, model.NamedParameters().Where(p => update.Moves(p.Name)));
        learningRate = UpdateRule.Schedule(own, steps);
    }

    public Update Update { get; }

    public Optimizer Optimizer { get; }

    /// <summary>Moves its parts by the gradient they hold.</summary>
    /// <param name="step">Steps done before.</param>
    /// <param name="first">Whether no norm was taken in this epoch.</param>
    /// <returns>The norm of the gradient before clipping; null where it was not taken.</returns>
    public double? Move(double? clipNorm, long step, bool first)
    {
        Optimizer.LearningRate = learningRate.At(step);
        return Steering.GradientNorms.Step(Optimizer, clipNorm, step, first);
    }

    public void Dispose() => Optimizer.Dispose();
}
