namespace Elbo.Data;

/// <summary>One official file of a data set, in its gzip form and unpacked; either form will do.</summary>
/// <param name="Name">File name; one ending in <c>.gz</c> has an unpacked form too.</param>
/// <param name="Bytes">Length of the file; 0 where not known.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits; empty where not known.</param>
/// <param name="ContentBytes">Length of the unpacked content.</param>
/// <param name="ContentSha256">SHA-256 of the unpacked content; empty where not known.</param>
public sealed record DatasetFile(string Name, long Bytes, string Sha256, long ContentBytes, string ContentSha256)
{
    /// <summary>Whether the data set can do without it.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether it was published unpacked, so that only this form can be fetched.</summary>
    internal bool PublishedUnpacked { get; init; }

    /// <summary>Set where other packings of the same content are accepted.</summary>
    internal FileContent? Content { get; init; }

    /// <summary>The file and its unpacked form, with what each must hash to.</summary>
    internal IReadOnlyList<FileForm> Forms => IsGzip
        ? [new(Name, Bytes, Sha256, Content), new(Path.GetFileNameWithoutExtension(Name), ContentBytes, ContentSha256, Content)]
        : [new(Name, Bytes, Sha256, Content)];

    internal FileForm Official => PublishedUnpacked ? Unpacked : Forms[0];

    internal FileForm Unpacked => Forms[^1];

    private bool IsGzip => Name.EndsWith(".gz", StringComparison.Ordinal);

    /// <summary>What is wrong with the file at a path; null where nothing is.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string? Mismatch(string path) => (Path.GetFileName(path) == Name ? Forms[0] : Unpacked).Mismatch(path);

    /// <summary>A file that is used as it was published.</summary>
    internal static DatasetFile Whole(string name, long bytes, string sha256) => new(name, bytes, sha256, bytes, sha256);
}
