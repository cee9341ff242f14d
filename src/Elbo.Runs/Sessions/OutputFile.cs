using Elbo.Data;

namespace Elbo.Runs.Sessions;

/// <summary>Files that a user names to be written.</summary>
public static class OutputFile
{
    /// <summary>Where a table is to be written, known before anything is computed.</summary>
    /// <param name="file">Its ending says what it becomes.</param>
    /// <param name="from">What the rows are examples of.</param>
    /// <exception cref="UsageException">Nothing is written under such a name; an array would lose the names or classes of the rows.</exception>
    public static string Table(string file, params IReadOnlyList<IDataset?> from)
    {
        if (from.Any(data => data is not null && File.Exists(data.Info.Title) && Path.GetFullPath(data.Info.Title) == Path.GetFullPath(file))) throw new UsageException($"--out {file}: it is the data; name another file");
        if (HasHeads(file)) return file;
        if (from.FirstOrDefault(data => data is INamedExamples { NamesAre: not null } || data?.Info.Classes > 0) is { } named)
            throw new UsageException($"--out {file}: an array has no room for what the rows of {named.Info.Id} are called; name a file that ends in .csv or .parquet");
        return file;
    }

    /// <summary>Whether a table keeps the names of its columns under such a name, as .csv and .parquet do and .npy does not.</summary>
    /// <exception cref="UsageException">It ends in none of these.</exception>
    public static bool HasHeads(string file)
    {
        if (OutputTable.HasHeads(file)) return true;
        if (file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) return false;
        throw new UsageException($"--out {file}: the name must end in .csv, .parquet or .npy");
    }

    /// <summary>Where a file is to be written; its folder is made where there is none.</summary>
    /// <exception cref="CommandException">It cannot be made.</exception>
    public static string Place(string file)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot write {file}: {failure.Message}");
        }
    }
}
