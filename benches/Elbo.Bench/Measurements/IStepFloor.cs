namespace Elbo.Bench.Measurements;

/// <summary>The part of a training step that no arrangement of the rest can save, done alone.</summary>
internal interface IStepFloor : IDisposable
{
    /// <summary>Multiplications and additions of one step.</summary>
    double Flops { get; }

    /// <summary>Milliseconds for one step's, averaged over <paramref name="repeats"/>.</summary>
    double Measure(int repeats);
}
