using Elbo.Torch;

namespace Elbo.Models.Networks;

/// <summary>
/// The inputs a dilated causal convolution still needs, and the convolution at one step. A slot holds the k inputs that are a dilation apart,
/// side by side; the newest replaces the oldest, and instead of the inputs it is the taps of the weight that change places.
/// </summary>
internal sealed class WaveNetRing
{
    private readonly Tensor inputs;
    private readonly Tensor[] weights;
    private readonly long features;
    private readonly int dilation;

    /// <param name="weight">[O, F, k], the newest input last.</param>
    /// <param name="rows">B.</param>
    /// <param name="held">Owns the memory.</param>
    public WaveNetRing(Tensor weight, int dilation, int rows, TensorHolder held)
    {
        var taps = (int)weight.Size(2);
        (features, this.dilation) = (weight.Size(1), dilation);
        inputs = held.Adopt(Tensor.Zeros([dilation, rows, taps * features], weight.DType, weight.Device));
        weights = new Tensor[taps];
        for (var newest = 0; newest < taps; newest++)
        {
            var byPlace = new Tensor[taps];
            for (var place = 0; place < taps; place++)
            {
                var age = (newest - place + taps) % taps;
                byPlace[place] = weight.Select(2, taps - 1 - age).T();
            }
            weights[newest] = held.Adopt(Ops.Cat(byPlace));
        }
    }

    /// <summary>Where the input of a step is written, [B, F], in the current scope.</summary>
    public Tensor Input(int step) => inputs[step % dilation].Narrow(1, Newest(step) * features, features);

    /// <summary>terms + W∗x once the input of a step is there, [B, O].</summary>
    /// <param name="terms">[B, O] or [O].</param>
    public Tensor Convolve(int step, Tensor terms) => terms.Addmm(inputs[step % dilation], weights[Newest(step)]);

    private int Newest(int step) => step / dilation % weights.Length;
}
