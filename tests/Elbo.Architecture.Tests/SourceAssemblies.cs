using System.Reflection;
using System.Runtime.Loader;

namespace Elbo.Architecture.Tests;

/// <summary>The compiled assemblies of src/, loaded to be looked at: no code of theirs runs.</summary>
internal sealed class SourceAssemblies : AssemblyLoadContext
{
    public static SourceAssemblies Instance { get; } = new();

    private SourceAssemblies()
        : base("src")
    {
        ByProject = Repository.SourceProjects.ToDictionary(project => project.Name, Load);
        Types = [.. ByProject.Values.SelectMany(assembly => assembly.GetTypes())];
    }

    public IReadOnlyDictionary<string, Assembly> ByProject { get; }

    public IReadOnlyList<Type> Types { get; }

    /// <summary>Packages lie beside the programs, not beside the libraries that use them.</summary>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string? path = Repository.SourceProjects
            .Select(project => Path.Combine(Repository.OutputOf(project.Name), assemblyName.Name + ".dll"))
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .FirstOrDefault(File.Exists);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    private Assembly Load(ProjectFile project) => LoadFromAssemblyName(new AssemblyName(project.AssemblyName));
}
