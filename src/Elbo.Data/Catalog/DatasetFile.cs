namespace Elbo.Data;

/// <summary>One official file of a data set, in its gzip form and unpacked; either form will do.</summary>
/// <param name="Name">Official file name, ending in <c>.gz</c>.</param>
/// <param name="Bytes">Length of the official file.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
/// <param name="ContentBytes">Length of the unpacked content.</param>
/// <param name="ContentSha256">SHA-256 of the unpacked content.</param>
public sealed record DatasetFile(string Name, long Bytes, string Sha256, long ContentBytes, string ContentSha256)
{
    /// <summary>The official file and its unpacked form, with what each must hash to.</summary>
    internal IEnumerable<FileForm> Forms =>
        [new(Name, Bytes, Sha256), new(Path.GetFileNameWithoutExtension(Name), ContentBytes, ContentSha256)];

    internal FileForm Official => Forms.First();

    internal FileForm Unpacked => Forms.Last();
}
