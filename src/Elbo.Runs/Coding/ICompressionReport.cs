using System.Text.Json.Nodes;

namespace Elbo.Runs.Coding;

/// <summary>What a compression came to.</summary>
public interface ICompressionReport
{
    /// <summary>For programs.</summary>
    JsonObject ToJson();

    /// <summary>For a person, a line for each way of storing the examples.</summary>
    void Write(TextWriter text);
}
