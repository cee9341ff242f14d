namespace Elbo.Data;

/// <summary>What a pickle says how to make: a call, which is written down and not made.</summary>
/// <param name="Name">Module and name of what is called, e.g. <c>numpy dtype</c>.</param>
/// <param name="Arguments">It is called with.</param>
internal sealed record PickledObject(string Name, object?[] Arguments)
{
    /// <summary>What it would be given afterwards; null for nothing.</summary>
    public object? State { get; set; }

    /// <summary>Entries it would be given, of a dictionary.</summary>
    public Dictionary<object, object?> Items { get; } = [];
}

/// <summary>A class or function a pickle names.</summary>
internal sealed record PickledName(string Name);
