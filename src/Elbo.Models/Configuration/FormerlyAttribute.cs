namespace Elbo.Models.Configuration;

/// <summary>On a key that came later: what holds for a run whose configuration, in which every key is written out, does not have it.</summary>
/// <param name="value">As JSON has it, e.g. the name of a way in camel case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormerlyAttribute(string value) : Attribute
{
    /// <summary>What the key stands at in such a run, as JSON has it.</summary>
    public string Value { get; } = value;
}
