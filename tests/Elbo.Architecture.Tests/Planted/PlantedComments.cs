namespace Elbo.Architecture.Tests.Planted;

// Comments that are inherited, from something and from nothing.

/// <summary>Has comments to give.</summary>
internal interface ICommented
{
    /// <summary>A number.</summary>
    int Number { get; }

    /// <summary>Several of them.</summary>
    static abstract int Sum(Func<int, int> of, int count);
}

/// <inheritdoc/>
internal sealed class InheritsComments : ICommented
{
    /// <inheritdoc/>
    public int Number => 1;

    /// <inheritdoc/>
    public static int Sum(Func<int, int> of, int count) => Enumerable.Range(0, count).Sum(of);

    /// <inheritdoc cref="Number"/>
    public int Other => 2;

    /// <inheritdoc/>
    public override string ToString() => "commented";
}

/// <inheritdoc/>
internal sealed class InheritsNothing
{
    /// <inheritdoc/>
    public int Number => 1;
}

/// <summary>Does not implement what its namesake declares.</summary>
internal abstract class InheritsFromAnOverload : ICommented
{
    /// <inheritdoc/>
    public abstract int Number { get; }

    /// <summary>A sum.</summary>
    public static int Sum(Func<int, int> of, int count) => Enumerable.Range(0, count).Sum(of);

    /// <inheritdoc/>
    public static int Sum(Func<int, int> of) => of(0);
}
