using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Networks;

/// <summary>The masks that the cut-down kernels of the two stacks stand for.</summary>
[NoLeak]
public sealed class MaskArrayTests
{
    [Theory]
    [InlineData(CausalMask.A, 5, 5, "11111 11111 11000 00000 00000")]
    [InlineData(CausalMask.B, 5, 5, "11111 11111 11100 00000 00000")]
    [InlineData(CausalMask.A, 3, 3, "111 100 000")]
    [InlineData(CausalMask.B, 3, 3, "111 110 000")]
    [InlineData(CausalMask.A, 1, 5, "11000")]
    [InlineData(CausalMask.B, 1, 5, "11100")]
    [InlineData(CausalMask.A, 5, 1, "1 1 0 0 0")]
    [InlineData(CausalMask.B, 5, 1, "1 1 1 0 0")]
    [InlineData(CausalMask.A, 1, 1, "0")]
    [InlineData(CausalMask.B, 1, 1, "1")]
    public void Masks_are_the_published_arrays(CausalMask type, int height, int width, string expected)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var conv = new MaskedConv2d(type, 2, 3, (height, width), generator);
        var mask = conv.Mask.ToArray<float>();
        var wanted = expected.Replace(" ", "", StringComparison.Ordinal).Select(digit => (float)(digit - '0')).ToArray();
        // The same for each of the 3·2 pairs of channels.
        mask.Chunk(height * width).ShouldAllBe(array => array.SequenceEqual(wanted));
        mask.Length.ShouldBe(6 * wanted.Length);
    }
}
