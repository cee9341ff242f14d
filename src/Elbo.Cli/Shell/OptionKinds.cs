using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Elbo.Cli.Shell;

/// <summary>Makes options whose values are checked on the command line, with errors that name option, value and range.</summary>
internal static class OptionKinds
{
    /// <summary>A whole number in [<paramref name="least"/>, <paramref name="most"/>]; null when not given.</summary>
    public static Option<int?> WholeNumber(string name, string slot, string description, int least, int most = int.MaxValue, params string[] aliases) =>
        Number<int>(name, slot, description, "a whole number", NumberStyles.AllowLeadingSign, least, most, aliases);

    /// <summary>A whole number from 0 on, as large as a seed may be; null when not given.</summary>
    public static Option<ulong?> Seed(string name, string slot, string description) =>
        Number<ulong>(name, slot, description, "a whole number", NumberStyles.None, 0, ulong.MaxValue, []);

    /// <summary>A number in [<paramref name="least"/>, <paramref name="most"/>]; null when not given.</summary>
    public static Option<double?> RealNumber(string name, string slot, string description, double least, double most, params string[] aliases) =>
        Number<double>(name, slot, description, "a number", NumberStyles.Float, least, most, aliases);

    /// <summary>One of a few words.</summary>
    public static Option<string> Choice(string name, string slot, string description, string initial, params string[] words)
    {
        var option = new Option<string>(name) { HelpName = slot, Description = $"{description}: {string.Join(", ", words)}", DefaultValueFactory = _ => initial };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [var token] || words.Contains(token.Value)) return;
            result.AddError($"{name} '{token.Value}' is not one of {string.Join(", ", words)}");
        });
        return option;
    }

    /// <summary>One of a few words; null when not given.</summary>
    /// <param name="unless">What is done then, in words.</param>
    public static Option<string?> ChoiceOrNone(string name, string slot, string description, string unless, string[] words)
    {
        var option = new Option<string?>(name) { HelpName = slot, Description = $"{description}: {string.Join(", ", words)} [default: {unless}]" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [var token] || words.Contains(token.Value)) return;
            result.AddError($"{name} '{token.Value}' is not one of {string.Join(", ", words)}");
        });
        return option;
    }

    private static Option<T?> Number<T>(string name, string slot, string description, string kind, NumberStyles style, T least, T most, string[] aliases)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name, aliases)
        {
            HelpName = slot,
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
                var range = most == T.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
                // By the name it was given by, which may be the short one.
                result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value ?? name} '{text}' is not {kind} {range}");
                return null;
            },
        };
}
