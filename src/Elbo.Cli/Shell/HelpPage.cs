using System.CommandLine;

namespace Elbo.Cli.Shell;

/// <summary>Writes the help of a command: purpose, usage, commands by group, arguments, options, examples.</summary>
internal static class HelpPage
{
    public static void Write(TextWriter output, Command command)
    {
        var page = new TextPage(output, TextPage.WidthOf(output));
        page.Paragraph($"{command.Description}.");
        page.Heading("Usage");
        page.Item(Usage(command));
        foreach (var group in Visible(command.Subcommands).GroupBy(c => ((IHelpTopic)c).Group)) page.Table(group.Key, [.. group.SelectMany(Rows)]);
        page.Table("Arguments", [.. command.Arguments.Select(a => ($"<{a.Name}>", a.Description ?? ""))]);
        page.Table("Options", [.. OptionsOf(command).Select(o => (Label(o), Describe(o)))]);
        if (command is ProgramRoot root) Epilogue(page, root);
        else page.Examples(((IHelpTopic)command).Examples);
    }

    /// <summary>The words that lead to a command: <c>elbo data get</c>.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : command.Name;

    /// <summary>Its own options, then those that every command has.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent
            ? command.Options.Concat(OptionsOf(parent).Where(o => o.Recursive)).Where(o => !o.Hidden)
            : command.Options.Where(o => !o.Hidden);

    private static void Epilogue(TextPage page, ProgramRoot root)
    {
        page.Examples(root.Examples);
        page.Table("Environment", root.Variables);
        page.Paragraph("Exit codes: 0 fine, 1 failed, 2 usage, 130 interrupted. Results go to standard output, progress and errors to standard error.");
        page.Paragraph($"{root.Name} <command> --help tells more about a command.");
    }

    private static IEnumerable<Command> Visible(IEnumerable<Command> commands) => commands.Where(c => !c.Hidden);

    /// <summary>A family is listed by its members, so that the first page shows all one can do.</summary>
    private static IEnumerable<(string, string)> Rows(Command command) =>
        command is VerbFamily
            ? Visible(command.Subcommands).Select(member => (string.Join(' ', [command.Name, member.Name, .. Slots(member)]), member.Description ?? ""))
            : [(string.Join(' ', [command.Name, .. Slots(command)]), command.Description ?? "")];

    private static IEnumerable<string> Slots(Command command) =>
        command.Arguments.Select(a => a.Arity.MinimumNumberOfValues == 0 ? $"[<{a.Name}>]" : a.Arity.MaximumNumberOfValues > 1 ? $"<{a.Name}>…" : $"<{a.Name}>");

    private static string Usage(Command command)
    {
        var required = command.Options.Where(o => o.Required).Select(Label);
        var more = command.Subcommands.Count > 0 ? (string[])["<command>"] : [.. Slots(command)];
        return string.Join(' ', [PathOf(command), .. more, .. required, "[options]"]);
    }

    private static string Label(Option option)
    {
        var names = option.Aliases.Where(a => a.Length == 2 && a[1] != '?').Append(option.Name);
        var value = option.Arity.MaximumNumberOfValues == 0 ? "" : $" {option.HelpName ?? "VALUE"}";
        return string.Join(", ", names) + value + (option.Arity.MaximumNumberOfValues > 1 ? " …" : "");
    }

    private static string Describe(Option option)
    {
        var initial = option.HasDefaultValue && option.GetDefaultValue() is { } value and not false ? $" [default: {value}]" : "";
        return option.Description + initial;
    }
}
