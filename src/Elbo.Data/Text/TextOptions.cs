namespace Elbo.Data;

/// <summary>How texts become sequences of words.</summary>
public sealed record TextOptions
{
    /// <summary>Column of a user's own table that has the texts; null for a table that is rows of numbers and categories.</summary>
    public string? Column { get; init; }

    /// <summary>Most words that are told apart, the commonest of the training texts; all others are <see cref="Vocabulary.UnknownWord"/>.</summary>
    public int MostWords { get; init; } = 10_000;

    /// <summary>How often a word must be in the training texts to be told apart; null for 2 in a user's own texts, where words seen once stand for those never seen, and 1 in published ones.</summary>
    public int? LeastCount { get; init; }

    /// <summary>Words of the longest example: of longer texts the beginning is taken, without an end.</summary>
    public int MostLength { get; init; } = 100;

    /// <summary>Whether upper-case letters are read as lower-case ones.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>A trained model's vocabulary, which is applied as it is; null takes one from the training texts.</summary>
    public IReadOnlyList<string>? Words { get; init; }
}
