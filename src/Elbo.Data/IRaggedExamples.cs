namespace Elbo.Data;

/// <summary>Examples of different lengths, which are padded to the longest of their batch: batches of like lengths have less padding.</summary>
public interface IRaggedExamples
{
    /// <summary>How long an example of a split is, along its first axis.</summary>
    int LengthOf(Split split, long example);
}
