namespace Elbo.Evaluation.Measures;

/// <summary>Which values of a figure are the better ones.</summary>
public enum Direction
{
    /// <summary>It describes, and does not judge.</summary>
    None,

    /// <summary>More is better.</summary>
    Higher,

    /// <summary>Less is better.</summary>
    Lower,
}
