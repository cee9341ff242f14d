using System.Text.Json.Nodes;

namespace Elbo.Cli.Doctor;

/// <summary>How bad it is.</summary>
internal enum Verdict
{
    Ok,

    /// <summary>Works, but slower or with less than it could.</summary>
    Warn,

    /// <summary>Elbo cannot work like this.</summary>
    Fail,
}

/// <summary>One thing looked at.</summary>
/// <param name="Check">Short name: <c>blas</c>.</param>
/// <param name="Found">What is there.</param>
/// <param name="Remedy">What to do about it: a command where there is one.</param>
/// <param name="Details">The same for programs.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Found, string? Remedy = null, JsonObject? Details = null)
{
    public static Finding Ok(string check, string found, JsonObject? details = null) => new(check, Verdict.Ok, found, null, details);

    public static Finding Warn(string check, string found, string remedy, JsonObject? details = null) => new(check, Verdict.Warn, found, remedy, details);

    public static Finding Fail(string check, string found, string remedy, JsonObject? details = null) => new(check, Verdict.Fail, found, remedy, details);

    public JsonObject ToJson()
    {
        JsonObject json = new() { ["check"] = Check, ["status"] = Verdict.ToString().ToLowerInvariant(), ["found"] = Found };
        if (Remedy is not null) json["remedy"] = Remedy;
        if (Details is not null) json["details"] = Details.DeepClone();
        return json;
    }
}

/// <summary>Looks at one part of the machine. It may find nothing to say.</summary>
internal interface ICheck
{
    IEnumerable<Finding> Look();
}
