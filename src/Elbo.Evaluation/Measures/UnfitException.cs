namespace Elbo.Evaluation.Measures;

/// <summary>A measure has no meaning for a model, which only its examples have shown.</summary>
/// <param name="reason">Half a sentence: <c>the posterior joins the dimensions of the code</c>.</param>
public sealed class UnfitException(string reason) : Exception(reason);
