using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Training.Configuration;

/// <summary>Which data a run uses and how.</summary>
public sealed record DataConfig : IConfig
{
    /// <summary>A data set of the catalogue, or a path.</summary>
    public string Id { get; init; } = "mnist";

    /// <summary>How grey pixels become inputs.</summary>
    public Binarisation Binarisation { get; init; } = Binarisation.Dynamic;

    /// <summary>Training examples held out for validation, taken from the end.</summary>
    public int Validation { get; init; }

    /// <summary>Seed of draws made once: fixed binarisation, and the draw evaluations share.</summary>
    public ulong BinarisationSeed { get; init; } = 1;

    /// <summary>Side of the square that a user's own pictures are cropped and resized to; null keeps their size.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Whether a user's own colour pictures are made grey.</summary>
    public bool Grey { get; init; }

    public IEnumerable<string> Problems()
    {
        if (ImageSize is < 1 or > 4096) yield return $"imageSize must be 1 to 4096, is {ImageSize}";
        if (Id.Length == 0) yield return "id must not be empty";
        if (Validation < 0) yield return $"validation must be 0 or more, is {Validation}";
    }

    public DataOptions ToOptions() => new()
    {
        Binarisation = Binarisation,
        ValidationCount = Validation,
        BinarisationSeed = BinarisationSeed,
        ImageSize = ImageSize,
        Grey = Grey,
    };
}
