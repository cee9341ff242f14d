using System.CommandLine;
using System.CommandLine.Parsing;
using Elbo.Data;

namespace Elbo.Cli.Shell;

/// <summary>What is wrong with a command line, in one line.</summary>
internal static class ParseProblem
{
    /// <summary>The first thing wrong, or null where nothing is.</summary>
    public static string? Find(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // The parser takes an option it does not know for a value wherever a value may stand.
        if (OptionLike(parsed) is { } option) return UnknownOption(option, command);
        // No option or argument has a use for it; it comes from a variable of the shell that is not set.
        if (parsed.Tokens.Any(t => t.Value.Length == 0)) return $"an empty word ('') on the command line; see {HelpPage.PathOf(command)} --help";
        if (parsed.UnmatchedTokens is [var word, ..]) return Unexpected(word, command);
        if (parsed.Errors.Count == 0) return null;
        return command.Subcommands.Count > 0
            ? $"'{HelpPage.PathOf(command)}' needs a command: {string.Join(", ", command.Subcommands.Select(c => c.Name))}"
            : MissingArgument(parsed) ?? Sentence(parsed.Errors[0].Message);
    }

    private static string? OptionLike(ParseResult parsed) =>
        parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
            .FirstOrDefault(t => t.Type == TokenType.Argument && t.Value is ['-', '-', not '-', ..] or ['-', >= 'A' and <= 'z', ..])?.Value;

    private static string UnknownOption(string given, Command command)
    {
        var name = given.Split('=', ':')[0];
        var known = HelpPage.OptionsOf(command).SelectMany(o => (IEnumerable<string>)[o.Name, .. o.Aliases]).ToList();
        return $"unknown option '{name}' for '{HelpPage.PathOf(command)}'{Hint(name, known, command)}";
    }

    private static string Unexpected(string word, Command command) =>
        command.Subcommands.Count > 0
            ? $"unknown command '{word}'{Hint(word, [.. command.Subcommands.Select(c => c.Name)], command)}"
            : $"'{HelpPage.PathOf(command)}' takes no further argument, but got '{word}'";

    private static string Hint(string given, IReadOnlyCollection<string> known, Command command) =>
        FormerNames.Hint(given, known) ?? (NearestName.Find(given, known) is { } near ? $"; did you mean '{near}'?" : $"; see {HelpPage.PathOf(command)} --help");

    private static string? MissingArgument(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var missing = command.Arguments.FirstOrDefault(a =>
            a.Arity.MinimumNumberOfValues > (parsed.GetResult(a)?.Tokens.Count ?? 0));
        return missing is null ? null : $"'{HelpPage.PathOf(command)}' needs <{missing.Name}>; see {HelpPage.PathOf(command)} --help";
    }

    /// <summary>The parser's words in our manner: no capital, no full stop.</summary>
    private static string Sentence(string message)
    {
        var text = message.TrimEnd('.', ' ').ReplaceLineEndings(" ");
        return text is [var first, var second, ..] && char.IsUpper(first) && char.IsLower(second) ? char.ToLowerInvariant(first) + text[1..] : text;
    }
}
