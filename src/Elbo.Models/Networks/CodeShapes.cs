using Elbo.Torch;

namespace Elbo.Models.Networks;

/// <summary>Checks of codes against what a prior or a network takes.</summary>
internal static class CodeShapes
{
    /// <summary>I64 [B, …shape].</summary>
    public static void Check(IReadOnlyList<int> shape, Tensor codes)
    {
        if (codes.DType == DType.I64 && codes.Rank == shape.Count + 1 && shape.Select(size => (long)size).SequenceEqual(codes.Shape[1..].ToArray())) return;
        throw new TorchException($"the prior is over i64 codes [B, {string.Join(", ", shape)}], not {codes}");
    }

    public static void CheckNotAtEnd(IAutoregressiveLogits walk)
    {
        if (walk.Position >= walk.Length) throw new InvalidOperationException($"all {walk.Length} codes are known");
    }

    public static void CheckNext(IAutoregressiveLogits walk, ReadOnlySpan<long> codes, int codebookSize)
    {
        CheckNotAtEnd(walk);
        if (codes.Length != walk.Rows) throw new ArgumentException($"{codes.Length} codes for {walk.Rows} rows", nameof(codes));
        foreach (var code in codes)
            if (code < 0 || code >= codebookSize) throw new ArgumentException($"code {code} is not in [0, {codebookSize})", nameof(codes));
    }

    /// <summary>A condition is there exactly when the network was built for it, and for as many examples.</summary>
    /// <param name="size">Classes or channels the network was built for; 0 for none.</param>
    public static void CheckCondition(Tensor? given, int size, long rows, string what)
    {
        if (given is null && size == 0) return;
        if (given is null) throw new ArgumentException($"the network is conditioned on {what} ({size}), and none is given");
        if (size == 0) throw new ArgumentException($"the network is not conditioned on {what}, but {given} is given");
        if (given.Size(0) != rows) throw new ArgumentException($"{what} of {given.Size(0)} examples for {rows}");
    }
}
