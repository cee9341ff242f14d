using System.Text.Json.Nodes;
using Elbo.Runs.Machine;

namespace Elbo.Runs.Reproductions;

/// <summary>What a reproduction's figures stand on.</summary>
/// <param name="TrainingExamples">Of the training split as the run had it, after what was held out.</param>
/// <param name="EvaluatedExamples">The figures are means over.</param>
/// <param name="DataSha256">Content hash of the data as the run had it; other data, other splits or another binarisation have another.</param>
/// <param name="Build">Commit of the sources that measured, as <see cref="BuildIdentity.Here"/>.</param>
/// <param name="Resolved">The whole configuration of the run: every key that the preset leaves to a default, as it was.</param>
public sealed record Evidence(int TrainingExamples, int EvaluatedExamples, string DataSha256, string Build, JsonObject Resolved)
{
    /// <summary>One sentence per problem, beginning with the key.</summary>
    public IEnumerable<string> Problems()
    {
        if (TrainingExamples < 1) yield return $"trainingExamples must be at least 1, is {TrainingExamples}";
        if (EvaluatedExamples < 1) yield return $"evaluatedExamples must be at least 1, is {EvaluatedExamples}";
        if (DataSha256.Length != 64 || !DataSha256.All(char.IsAsciiHexDigitLower)) yield return $"dataSha256 must be 64 lower-case hexadecimal digits, is '{DataSha256}'";
        if (!BuildIdentity.IsValid(Build)) yield return $"build must be a commit, with or without +dirty, or {BuildIdentity.Unknown}, is '{Build}'";
    }
}
