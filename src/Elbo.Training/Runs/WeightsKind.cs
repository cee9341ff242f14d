namespace Elbo.Training.Runs;

/// <summary>Which of a run's weights are meant.</summary>
public enum WeightsKind
{
    /// <summary>Those after the last step: <c>model/weights.safetensors</c>.</summary>
    Last,

    /// <summary>Those of the epoch with the lowest objective on the validation split, where there is one: <c>best/weights.safetensors</c>.</summary>
    Best,

    /// <summary>The moving average over steps: <c>model/ema.safetensors</c>.</summary>
    Ema,
}
