using System.Globalization;
using Elbo.Data;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary>A value of a factor as a person types and reads it: by name where values have names, else by number.</summary>
internal static class FactorValue
{
    /// <param name="option">For the message, e.g. <c>--to</c>.</param>
    /// <exception cref="UsageException">The factor has no such value; the nearest name is suggested.</exception>
    public static long Parse(Factor factor, string text, string option)
    {
        var named = factor.LevelNames.ToList().IndexOf(text);
        if (named >= 0) return named;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < factor.Levels) return number;
        var known = factor.LevelNames.Count > 0 ? NearestName.Hint(text, factor.LevelNames) : $"; it has {factor.Levels}, from 0";
        throw new UsageException($"{option}: no {factor.Name} '{text}'{known}");
    }

    public static string Called(Factor factor, long level) => factor.LevelNames.Count > 0 ? factor.LevelNames[(int)level] : string.Create(CultureInfo.InvariantCulture, $"{factor.Name}-{level}");
}
