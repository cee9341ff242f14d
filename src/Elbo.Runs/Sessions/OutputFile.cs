namespace Elbo.Runs.Sessions;

/// <summary>Files that a user names to be written.</summary>
public static class OutputFile
{
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
