namespace Elbo.Bench.Measurements;

/// <summary>One way to write the peer's loop.</summary>
/// <param name="Name">As rows name it.</param>
/// <param name="Meaning">What it does, in words.</param>
/// <param name="Arguments">Of the scripts in <c>benches/peers</c>.</param>
internal sealed record PeerKind(string Name, string Meaning, IReadOnlyList<string> Arguments)
{
    public static IReadOnlyList<PeerKind> All { get; } =
    [
        new("eager", "the loop as it is written, with foreach Adam", ["--adam", "foreach"]),
        new("fused", "the same with fused Adam", ["--adam", "fused"]),
        new("compiled", "model and loss through torch.compile, with fused Adam", ["--adam", "fused", "--compile"]),
    ];
}
