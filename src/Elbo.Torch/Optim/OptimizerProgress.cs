namespace Elbo.Torch.Optim;

/// <summary>What an exact resume needs of an optimizer beside its tensors.</summary>
/// <param name="LearningRate">The rate in force.</param>
/// <param name="Steps">Steps taken so far by each parameter, under its name; one that had no gradient in a step did not take it.</param>
public sealed record OptimizerProgress(double LearningRate, IReadOnlyDictionary<string, long> Steps);
