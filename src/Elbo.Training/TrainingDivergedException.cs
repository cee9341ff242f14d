namespace Elbo.Training;

/// <summary>Training left the finite numbers. The message names the step, the term and the first parameter that is not finite.</summary>
/// <param name="where">The step, counted from 1.</param>
/// <param name="term">The term of the objective; null when the terms were finite and what came of them was not.</param>
/// <param name="parameter">The first parameter, as in <c>weight 'encoder.mu.weight'</c>; null when all are finite.</param>
public sealed class TrainingDivergedException(string where, string? term, string? parameter) : Exception(
    $"{where}: {Said(term, parameter)}; the last good checkpoint is kept. Try a smaller training.learningRate, or training.clipNorm")
{
    /// <summary>Name of the term that is not finite.</summary>
    public string? Term { get; } = term;

    /// <summary>The first weight or gradient that is not finite.</summary>
    public string? Parameter { get; } = parameter;

    private static string Said(string? term, string? parameter) => (term, parameter) switch
    {
        (null, _) => $"the {parameter} is not finite",
        (_, null) => $"'{term}' is not finite, though every weight is",
        _ => $"'{term}' is not finite, first the {parameter}",
    };
}
