namespace Elbo.Data;

/// <summary>How recordings become examples of one length.</summary>
public sealed record AudioOptions
{
    /// <summary>Samples per second that recordings are brought to; null keeps theirs, which must be one for all.</summary>
    public int? Rate { get; init; }

    /// <summary>T, samples of an example: longer recordings are cut at the end, shorter ones followed by silence. Null takes the data set's
    /// own, and for a user's folder the longest recording's, rounded up to a multiple of <see cref="AudioFitting.Unit"/>.</summary>
    public int? Samples { get; init; }

    /// <summary>Whether each recording is scaled so that its largest sample has the magnitude 1: a speaker's distance is no speaker.</summary>
    public bool Level { get; init; }
}
