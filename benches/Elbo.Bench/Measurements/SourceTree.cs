using Elbo.Runs.Sessions;

namespace Elbo.Bench.Measurements;

/// <summary>The repository this program was built in: the programs it is measured against lie there as sources.</summary>
internal static class SourceTree
{
    /// <summary>The root, found upwards from the program and from the current folder.</summary>
    /// <exception cref="CommandException">There is none that has <paramref name="file"/>.</exception>
    public static string RootWith(string file)
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
            for (var folder = Path.TrimEndingDirectorySeparator(start); folder is not null; folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, file))) return folder;
        throw new CommandException($"{file} not found above {AppContext.BaseDirectory}; this comparison runs from a source folder");
    }
}
