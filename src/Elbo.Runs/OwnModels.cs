using System.Reflection;
using Elbo.Models;
using Elbo.Runs.Sessions;

namespace Elbo.Runs;

/// <summary>Models of the user's own, from an assembly that names them by <see cref="ModelDefinitionAttribute{TDefinition, TConfig}"/>.</summary>
public static class OwnModels
{
    /// <summary>Registers them.</summary>
    /// <exception cref="UsageException">No such file, no assembly, no models in it, or an id that is taken.</exception>
    public static void Load(string file)
    {
        if (!File.Exists(file)) throw new UsageException($"--models {file}: no such file");
        try
        {
            if (ModelCatalog.Register(Assembly.LoadFrom(Path.GetFullPath(file))) == 0)
                throw new UsageException($"--models {file}: it names no model; write [assembly: ModelDefinition<YourDefinition, YourConfig>] in it");
        }
        catch (Exception failure) when (failure is BadImageFormatException or FileLoadException)
        {
            throw new UsageException($"--models {file}: not an assembly that can be loaded");
        }
        catch (ArgumentException failure)
        {
            throw new UsageException($"--models {file}: {failure.Message}");
        }
    }
}
