using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Shell;

/// <summary>The option <c>--models FILE</c>, which acts before the words of a command are understood: a model's name is one of them.</summary>
internal static class ModelsOption
{
    /// <summary>Registers the models of every file named so.</summary>
    /// <exception cref="UsageException">As <see cref="OwnModels.Load"/>.</exception>
    public static void LoadNamed(IReadOnlyList<string> words)
    {
        var option = SharedOptions.Models.Name;
        for (var k = 0; k < words.Count; k++)
        {
            if (words[k] == option && k + 1 < words.Count) OwnModels.Load(words[k + 1]);
            else if (words[k].StartsWith(option + "=", StringComparison.Ordinal)) OwnModels.Load(words[k][(option.Length + 1)..]);
        }
    }
}
