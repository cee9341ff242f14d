namespace Elbo.Models.Configuration;

/// <summary>A key that has another value than its default although another key leaves it without effect.</summary>
/// <param name="Key">With the objects it is in, e.g. <c>network.width</c>.</param>
/// <param name="Condition">What it counts under, in words: <c>under network=conv</c>.</param>
public readonly record struct IdleKey(string Key, string Condition)
{
    /// <summary><c>channels has no effect but under network=conv</c>.</summary>
    public override string ToString() => $"{Key} has no effect but {Condition}";
}
