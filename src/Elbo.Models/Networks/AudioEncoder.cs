using System.Globalization;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// Samples to a sequence of vectors: convolutions of stride 2 and window 4 with ReLU (arXiv 1711.00937, §4.2), then 1×1 to D. Nothing is padded inside:
/// a vector is a function of <see cref="Reach"/> samples before its frame, the frame and as many behind it, wherever it is cut from.
/// </summary>
public sealed class AudioEncoder : Layer
{
    private readonly Conv1d[] convolutions;
    private readonly Conv1d output;

    /// <param name="channels">After each halving.</param>
    /// <param name="size">D.</param>
    public AudioEncoder(IReadOnlyList<int> channels, int size, Generator generator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(channels.Count, nameof(channels));
        convolutions = [.. channels.Select((count, k) => Child($"conv_{(k + 1).ToString(CultureInfo.InvariantCulture)}",
            new Conv1d(k == 0 ? 1 : channels[k - 1], count, 4, generator, stride: 2, weightInit: Initialisers.KaimingUniform(), biasInit: Initialisers.Zeros)))];
        output = Child("output", new Conv1d(channels[^1], size, 1, generator));
        Stride = 1 << channels.Count;
    }

    /// <summary>Samples of a frame.</summary>
    public int Stride { get; }

    /// <summary>Samples beyond a frame, on each side, that its vector depends on: each convolution sees one more at both ends.</summary>
    public int Reach => Stride - 1;

    /// <summary>[B, T + 2·<see cref="Reach"/>], T a multiple of <see cref="Stride"/>, to [B, T/Stride, D].</summary>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank != 2 || (x.Size(1) - (2 * Reach)) % Stride != 0) throw new TorchException($"the encoder takes [B, T + {2 * Reach}] with T a multiple of {Stride}, not {x}");
        var h = x.Unsqueeze(1);
        foreach (var convolution in convolutions) h = convolution.Forward(h).Relu();
        return output.Forward(h).Transpose(1, 2);
    }
}
