using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>Starting biases of readouts: before it has learned anything, a decoder says what the data says on average.</summary>
internal static class OutputStart
{
    // A number in [0, 1] has a standard deviation of at most a half, and a logistic distribution of scale s one of sπ/√3.
    private const double WidestStd = 0.5;

    /// <summary>The start explains the mean image (Burda et al. 2016, code); a sigmoid's argument is kept away from ±∞.</summary>
    public static void Mean(Readout readout, Tensor? mean, OutputMean form)
    {
        if (mean is null) return;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        readout.Bias.CopyInPlace(form == OutputMean.Sigmoid ? mean.Clamp(0.001, 0.999).Logit() : mean);
    }

    /// <summary>log σ² of the widest data in [0, 1]; of standardised data, 1, where the mean has no bounds.</summary>
    public static double LogVariance(OutputMean form) => form == OutputMean.Sigmoid ? 2 * Math.Log(WidestStd) : 0;

    /// <summary>log s of a logistic distribution as wide as data in [0, 1] can be.</summary>
    public static double LogScale { get; } = Math.Log(WidestStd * Math.Sqrt(3) / Math.PI);

    /// <summary>One bias for all dimensions.</summary>
    public static void Fill(Readout readout, double value)
    {
        using var off = Gradients.Off();
        readout.Bias.FillInPlace(value);
    }

    /// <summary>The readout says <paramref name="values"/> [D] whatever the features are, until it has learned to read them.</summary>
    public static void Everywhere(Readout readout, Tensor values)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        readout.ForgetFeatures();
        // A bias of each channel stands for all its pixels, the widest of which must not be out of its reach.
        readout.Bias.CopyInPlace(values.View([readout.Bias.Count, -1]).Amax([1]));
    }
}
