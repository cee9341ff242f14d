namespace Elbo.Architecture.Tests;

/// <summary>Where the files under test lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>`release` or `debug`: the configuration these tests were built in.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>Every project under src/.</summary>
    public static IReadOnlyList<ProjectFile> SourceProjects { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Order().Select(ProjectFile.Read)];

    public static string OutputOf(string project) => Path.Combine(Root, "artifacts", "bin", project, Configuration);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Elbo.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Elbo.slnx above {AppContext.BaseDirectory}");
    }
}
