using System.Reflection;

namespace Elbo.Runs.Machine;

/// <summary>Which sources this program was built from.</summary>
public static class BuildIdentity
{
    /// <summary>What stands in place of a commit where the sources came without one.</summary>
    public const string Unknown = "unknown";

    private const string Changed = "+dirty";

    /// <summary>The commit of the sources, with <c>+dirty</c> behind it where sources differed from it; <see cref="Unknown"/> outside of a repository.</summary>
    public static string Here { get; } = Of(typeof(BuildIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);

    /// <summary>Whether a text has the form of <see cref="Here"/>.</summary>
    public static bool IsValid(string build)
    {
        var commit = build.EndsWith(Changed, StringComparison.Ordinal) ? build[..^Changed.Length] : build;
        return build == Unknown || (commit.Length == 40 && commit.All(char.IsAsciiHexDigitLower));
    }

    /// <param name="version">As the build writes it: <c>0.1.0+COMMIT</c>, <c>0.1.0+COMMIT.dirty</c>, or without a commit.</param>
    internal static string Of(string? version)
    {
        if (version?.IndexOf('+') is not (>= 0 and var plus)) return Unknown;
        return version[(plus + 1)..].Replace(".dirty", Changed, StringComparison.Ordinal);
    }
}
