namespace Elbo.Data;

/// <summary>What a file holds, whatever its packing: archives of the same images differ between publishers.</summary>
/// <param name="Sha256">SHA-256 of the values.</param>
/// <param name="MostBytes">The largest file that is fetched.</param>
/// <param name="Hash">Reads the file at a path and gives the hash of its values.</param>
internal sealed record FileContent(string Sha256, long MostBytes, Func<string, string> Hash);
