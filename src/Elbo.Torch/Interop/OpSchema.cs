namespace Elbo.Torch.Interop;

/// <summary>One parameter or result of an operator schema.</summary>
/// <param name="Type">Without alias annotation, with SymInt read as int, e.g. <c>Tensor</c>, <c>int[]?</c>.</param>
/// <param name="Default">The text after <c>=</c>, or null.</param>
/// <param name="Writes">True when annotated as written to, e.g. <c>Tensor(a!)</c>.</param>
internal sealed record SchemaArgument(string Name, string Type, string? Default, bool Writes)
{
    public bool IsOptional => Type.EndsWith('?');
}

/// <summary>The dispatcher's textual operator schema: <c>aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor</c>.</summary>
internal sealed record OpSchema(string Name, string Overload, IReadOnlyList<SchemaArgument> Arguments, IReadOnlyList<SchemaArgument> Results)
{
    /// <exception cref="FormatException">The text is not a schema.</exception>
    public static OpSchema Parse(string text)
    {
        var open = text.IndexOf('(');
        var arrow = text.LastIndexOf(" -> ", StringComparison.Ordinal);
        if (open < 0 || arrow < open) throw new FormatException($"not an operator schema: {text}");
        var full = text[..open];
        var dot = full.IndexOf('.');
        var results = text[(arrow + 4)..].Trim();
        if (results.StartsWith('(')) results = results[1..^1];
        return new(
            dot < 0 ? full : full[..dot],
            dot < 0 ? "" : full[(dot + 1)..],
            [.. Split(text[(open + 1)..(arrow - 1)]).Where(a => a != "*").Select(ParseArgument)],
            [.. Split(results).Select(ParseArgument)]);
    }

    /// <summary>
    /// Why a call written for this schema would not work against <paramref name="found"/>, or null when it would: the arguments
    /// must agree in order and type, and what the newer schema has beyond ours must carry a default.
    /// </summary>
    public string? Misfit(OpSchema found)
    {
        for (var k = 0; k < Arguments.Count; k++)
        {
            if (k >= found.Arguments.Count) return $"argument '{Arguments[k].Name}' is gone";
            if (!Fits(Arguments[k], found.Arguments[k])) return $"argument {k + 1} is {found.Arguments[k].Type} {found.Arguments[k].Name}, not {Arguments[k].Type} {Arguments[k].Name}";
        }
        foreach (var extra in found.Arguments.Skip(Arguments.Count))
            if (extra.Default is null) return $"new argument '{extra.Name}' has no default";
        return Results.Count == found.Results.Count ? null : $"returns {found.Results.Count} values, not {Results.Count}";
    }

    // A parameter that has since become optional, or a Scalar where it was a number of one kind (`correction` of var and std in 2.x), still takes what we pass.
    private static bool Fits(SchemaArgument ours, SchemaArgument theirs) =>
        ours.Type == theirs.Type || ours.Type + "?" == theirs.Type || (ours.Type is "int" or "float" or "int?" or "float?" && Fits(ours with { Type = ours.IsOptional ? "Scalar?" : "Scalar" }, theirs));

    private static SchemaArgument ParseArgument(string text)
    {
        var writes = false;
        var start = 0;
        // The annotation sits inside the type: Tensor(a!) self, Tensor(a)[] out.
        var open = text.IndexOf('(');
        if (open >= 0)
        {
            var close = text.IndexOf(')', open);
            writes = text[open..close].Contains('!');
            text = text[..open] + text[(close + 1)..];
        }
        var space = text.IndexOf(' ');
        var type = space < 0 ? text : text[start..space];
        var rest = space < 0 ? "" : text[(space + 1)..];
        var equals = rest.IndexOf('=');
        return new(equals < 0 ? rest : rest[..equals], Normalise(type), equals < 0 ? null : rest[(equals + 1)..], writes);
    }

    // int[2] only says that one number stands for two; SymInt is int to a caller without symbolic shapes.
    private static string Normalise(string type)
    {
        type = type.Replace("SymInt", "int");
        var open = type.IndexOf('[');
        if (open < 0) return type;
        var close = type.IndexOf(']', open);
        return type[..(open + 1)] + type[close..];
    }

    private static IEnumerable<string> Split(string list)
    {
        var depth = 0;
        var start = 0;
        for (var k = 0; k <= list.Length; k++)
        {
            if (k < list.Length && (list[k] is '(' or '[')) depth++;
            if (k < list.Length && (list[k] is ')' or ']')) depth--;
            if (k < list.Length && (list[k] != ',' || depth != 0)) continue;
            if (list[start..k].Trim() is { Length: > 0 } part) yield return part;
            start = k + 1;
        }
    }
}
