namespace Elbo.Data;

/// <summary>The user's own folder: a wrong file there is an error, because going on with another one would hide it.</summary>
internal sealed class FolderSource(string? root, VerifiedFiles verified) : IFileSource
{
    public SourceAnswer Find(DatasetInfo dataset, DatasetFile file, CancellationToken cancel)
    {
        if (root is null) return SourceAnswer.None("ELBO_DATA is not set");
        var folder = Path.Combine(root, dataset.Folder);
        foreach (var form in file.Forms)
        {
            var path = Path.Combine(folder, form.Name);
            if (!File.Exists(path)) continue;
            if (verified.Mismatch(path, form) is { } found) throw new DataException($"{path}: found {found}");
            return SourceAnswer.At(path);
        }

        return SourceAnswer.None($"ELBO_DATA: {folder} does not have it");
    }
}
