using Elbo.Torch;

namespace Elbo.Evaluation.Coding;

/// <summary>Examples as numbers of levels, and what they took.</summary>
/// <param name="Values">[N · D], each below K.</param>
/// <param name="K">Levels.</param>
/// <param name="Count">N.</param>
public sealed record BitsBackExamples(ushort[] Values, int K, int Count)
{
    /// <summary>Words that the message has lent at its beginning, bits; 0 where they were read.</summary>
    public double LentBits { get; init; }

    /// <summary>The message with them, bits.</summary>
    public double MessageBits { get; init; }

    /// <summary>What the examples themselves add to a message, bits.</summary>
    public double NetBits => MessageBits - LentBits;

    /// <summary>The values k/(K − 1) of some examples, F32 [count, D].</summary>
    public Tensor ToTensor(int first, int count)
    {
        var size = Values.Length / Count;
        var (top, x) = ((float)(K - 1), new float[count * size]);
        for (var n = 0; n < x.Length; n++) x[n] = Values[(first * size) + n] / top;
        return Tensor.From(x, count, size);
    }
}
