using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Images;

namespace Elbo.Evaluation.Studies;

/// <summary>What a study found: tables of figures, pictures of them, and what they say.</summary>
public sealed record StudyResult
{
    /// <summary>What was found, one sentence with its figures.</summary>
    public required string Finding { get; init; }

    /// <summary>What was measured, in the order in which it is shown.</summary>
    public IReadOnlyList<StudyTable> Tables { get; init; } = [];

    /// <summary>Curves, in the order in which they are shown; each becomes a file of its name.</summary>
    public IReadOnlyList<StudyChart> Charts { get; init; } = [];

    /// <summary>In the order in which they are shown; each becomes a file of its name.</summary>
    public IReadOnlyList<StudyImage> Images { get; init; } = [];

    /// <summary>What a reader should keep in mind: settings that the source leaves open, what differs from it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A chart with the name of its file, without ending, and what to see in it.</summary>
public sealed record StudyChart(string Name, Chart Chart, string Caption);

/// <summary>An image with the name of its file, without ending, what it shows and what to see in it.</summary>
public sealed record StudyImage(string Name, Raster Image, string Alt, string Caption);
