namespace Elbo.Training.Warnings;

/// <summary>Something in a run that a beginner would want to be told. It changes nothing.</summary>
/// <param name="Id">Frozen kebab-case name; each is raised once in a run.</param>
/// <param name="Message">What was seen, with figures.</param>
/// <param name="Advice">What to do about it, with the keys to change.</param>
/// <param name="Epoch">In which it was seen, from 1.</param>
public sealed record TrainingWarning(string Id, string Message, string Advice, int Epoch);
