namespace Elbo.Testing;

/// <summary>The source folder the tests were built in.</summary>
public static class Repository
{
    /// <summary>The folder that has the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Elbo.slnx"))) return folder;
        throw new InvalidOperationException("the tests run outside the repository");
    }
}
