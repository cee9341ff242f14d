namespace Elbo.Data;

/// <summary>The part of a data set an example belongs to.</summary>
public enum Split
{
    /// <summary>Examples to fit on.</summary>
    Train,

    /// <summary>The data set's own validation examples; where it has none, <see cref="DataOptions.ValidationCount"/> examples
    /// of the training files, drawn over all classes and held out from <see cref="Train"/>.</summary>
    Validation,

    /// <summary>The official test examples.</summary>
    Test,
}
