using System.CommandLine;
using Elbo.Runs.Evaluations;

namespace Elbo.Cli.Commands;

/// <summary>The option <c>--metrics units,kl</c>.</summary>
internal static class MetricChoice
{
    private static readonly string[] Names = [.. Enum.GetNames<Metrics>().Select(n => n.ToLowerInvariant())];

    public static Option<Metrics> Option()
    {
        var option = new Option<Metrics>("--metrics")
        {
            HelpName = "LIST",
            Description = "Beside the bounds, with commas between: units (active units), kl (of each dimension), information (mutual information and total correlation "
                + "of the aggregate posterior), reconstruction (PSNR and SSIM); or all, or none [default: all]",
        };
        option.CustomParser = result =>
        {
            var chosen = Metrics.None;
            foreach (var name in result.Tokens[^1].Value.Split(','))
            {
                if (Names.Contains(name)) chosen |= Enum.Parse<Metrics>(name, ignoreCase: true);
                else result.AddError($"--metrics '{name}' is not one of units, kl, information, reconstruction, all, none");
            }
            return chosen;
        };
        return option;
    }
}
