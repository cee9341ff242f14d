namespace Elbo.Training;

/// <summary>Training left the finite numbers. The message names the step, the term, the first parameter that is not finite, and how to go on.</summary>
/// <param name="where">The step, counted from 1.</param>
/// <param name="term">The term of the objective; null when the terms were finite and what came of them was not.</param>
/// <param name="parameter">The first parameter, as in <c>weight 'encoder.mu.weight'</c>; null when all are finite.</param>
/// <param name="wayOn">What can be gone on from, and how.</param>
public sealed class TrainingDivergedException(string where, string? term, string? parameter, string wayOn = "try a smaller training.learningRate, or training.clipNorm")
    : Exception($"{where}: {Said(term, parameter)}; {wayOn}")
{
    /// <summary>Name of the term that is not finite.</summary>
    public string? Term { get; } = term;

    /// <summary>The first weight or gradient that is not finite.</summary>
    public string? Parameter { get; } = parameter;

    /// <summary>The same with another way on.</summary>
    internal TrainingDivergedException With(string otherWay) => new(where, Term, Parameter, otherWay);

    private static string Said(string? term, string? parameter) => (term, parameter) switch
    {
        (null, _) => $"the {parameter} is not finite",
        (_, null) => $"'{term}' is not finite, though every weight is",
        _ => $"'{term}' is not finite, first the {parameter}",
    };
}
