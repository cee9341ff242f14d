using System.Diagnostics.CodeAnalysis;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Values of latent sites by name, in the order in which they were visited.</summary>
public sealed class SiteValues
{
    private readonly List<(string Name, Tensor Value)> values = [];

    /// <summary>Without a value.</summary>
    public SiteValues()
    {
    }

    /// <summary>The value of one site.</summary>
    public SiteValues(string site, Tensor value) => Add(site, value);

    /// <summary>Sites and values in the order of the visits; a value added later appears here too.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> All => values;

    /// <summary>
    /// What a program has computed of these values on its way, for another that goes the same way: posterior, prior and likelihood may share a network. Whoever leaves it knows by its type that it
    /// is its own; null where nobody has.
    /// </summary>
    public object? Trace { get; set; }

    /// <summary>The value of a site.</summary>
    /// <exception cref="KeyNotFoundException">It has none; the message names those that have.</exception>
    public Tensor this[string site] => TryGet(site, out var value) ? value
        : throw new KeyNotFoundException($"the latent site '{site}' has no value; there are {string.Join(", ", values.Select(v => v.Name))}");

    /// <summary>The value of a site, if it has one.</summary>
    /// <returns>Whether it has.</returns>
    public bool TryGet(string site, [NotNullWhen(true)] out Tensor? value)
    {
        foreach (var (name, held) in values)
        {
            if (name != site) continue;
            value = held;
            return true;
        }
        value = null;
        return false;
    }

    /// <summary>Gives a site its value.</summary>
    /// <exception cref="ArgumentException">It has one: a program visits a site once.</exception>
    public void Add(string site, Tensor value)
    {
        if (TryGet(site, out _)) throw new ArgumentException($"the latent site '{site}' is visited twice", nameof(site));
        values.Add((site, value));
    }
}
