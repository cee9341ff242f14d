using System.Diagnostics;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Bench.Measurements;

/// <summary>Exactly the convolutions of a network, forward and both of backward, each by itself on images that lie as its kernels like them best.</summary>
internal sealed class StepConvolutions : IStepFloor
{
    private readonly TensorHolder held = new("convolutions of a step");
    private readonly List<(ConvolutionLayer Layer, Tensor X, Tensor Gradient, Tensor[] Inputs)> calls = [];

    /// <param name="layers">In order, without bias; taken over. The first one's input needs no gradient.</param>
    /// <param name="inputs">Shapes of their inputs, [B, C, H, W].</param>
    public StepConvolutions(IReadOnlyList<ConvolutionLayer> layers, IReadOnlyList<long[]> inputs)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        foreach (var (layer, shape) in layers.Zip(inputs))
        {
            var x = Ordered(Tensor.Randn(shape, generator));
            if (calls.Count > 0) x.RequireGrad();
            var gradient = Ordered(Tensor.Randn(layer.Forward(x).Shape, generator));
            var weight = layer.Weight;
            calls.Add((layer, x, gradient, calls.Count > 0 ? [x, weight] : [weight]));
            // Each element of the smaller image meets each element of the kernel, once forward and once for each gradient.
            var places = Math.Min(shape[2] * shape[3], gradient.Size(2) * gradient.Size(3));
            Flops += 2.0 * shape[0] * places * weight.Count * (1 + calls[^1].Inputs.Length);
        }

        // Channels last in memory; the view keeps the copy alive.
        Tensor Ordered(Tensor image) => held.Adopt(image.Permute([0, 2, 3, 1]).Contiguous().Permute([0, 3, 1, 2]));
    }

    public double Flops { get; }

    public double Measure(int repeats)
    {
        var clock = Stopwatch.StartNew();
        for (var k = 0; k < repeats; k++)
        {
            foreach (var (layer, x, gradient, inputs) in calls)
            {
                using var scope = TensorScope.Enter();
                Gradients.Of([layer.Forward(x, Activation.Identity)], inputs, [gradient]);
            }
        }
        return clock.Elapsed.TotalMilliseconds / repeats;
    }

    public void Dispose()
    {
        foreach (var (layer, _, _, _) in calls) layer.Dispose();
        held.Dispose();
    }
}
