using System.Reflection;
using Elbo.Cli.Commands;
using Elbo.Models;

namespace Elbo.Cli.Shell;

/// <summary>Models of the user's own, from an assembly that names them by <see cref="ModelDefinitionAttribute{TDefinition, TConfig}"/>.</summary>
internal static class OwnModels
{
    /// <summary>Registers those of every <c>--models FILE</c> among the words of a command.</summary>
    /// <exception cref="UsageException">As <see cref="Load"/>.</exception>
    public static void LoadNamed(IReadOnlyList<string> words)
    {
        var option = SharedOptions.Models.Name;
        for (var k = 0; k < words.Count; k++)
        {
            if (words[k] == option && k + 1 < words.Count) Load(words[k + 1]);
            else if (words[k].StartsWith(option + "=", StringComparison.Ordinal)) Load(words[k][(option.Length + 1)..]);
        }
    }

    /// <summary>Registers them.</summary>
    /// <exception cref="UsageException">No such file, no assembly, no models in it, or an id that is taken.</exception>
    private static void Load(string file)
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
