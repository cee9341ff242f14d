namespace Elbo.Architecture.Tests.Rules;

/// <summary>
/// Who may see whom: native ← Torch ← Probability ← Models ← {Training, Evaluation} ← Runs ← {Cli, Studio}, Data → Torch, and Models,
/// Training and Evaluation → Data. What a layer sees through another it may also name itself.
/// </summary>
internal static class LayerRule
{
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Elbo.Torch"] = [],
        ["Elbo.Probability"] = ["Elbo.Torch"],
        ["Elbo.Data"] = ["Elbo.Torch"],
        ["Elbo.Models"] = ["Elbo.Probability", "Elbo.Data"],
        ["Elbo.Training"] = ["Elbo.Models", "Elbo.Data"],
        ["Elbo.Evaluation"] = ["Elbo.Models", "Elbo.Data"],
        ["Elbo.Runs"] = ["Elbo.Training", "Elbo.Evaluation"],
        ["Elbo.Studio"] = ["Elbo.Runs"],
        ["Elbo.Cli"] = ["Elbo.Runs"],
    };

    /// <summary>One line for each arrow that points the wrong way, and for a project that has no place in the layers.</summary>
    public static IEnumerable<string> Violations(string project, IEnumerable<string> references)
    {
        if (!Below.ContainsKey(project))
        {
            return [$"{project} has no place in the layers"];
        }

        HashSet<string> visible = Closure(project);
        return references.Where(reference => !visible.Contains(reference)).Select(reference => $"{project} → {reference}");
    }

    private static HashSet<string> Closure(string project)
    {
        HashSet<string> seen = [];
        Stack<string> open = new(Below[project]);
        while (open.TryPop(out string? next))
        {
            if (seen.Add(next))
            {
                foreach (string below in Below[next])
                {
                    open.Push(below);
                }
            }
        }

        return seen;
    }
}
