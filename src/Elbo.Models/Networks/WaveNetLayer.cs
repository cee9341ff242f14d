using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// One residual block: z = tanh(W_f∗x + V_f∗y + U_f s) ∘ σ(W_g∗x + V_g∗y + U_g s), W dilated and causal, then 1×1 residual and 1×1 skip
/// (arXiv 1609.03499, eq. 2 and figure 4). Parameters <c>dilated</c>, <c>residual</c>, <c>skip</c>, <c>local</c> (V), <c>global</c> (U).
/// </summary>
internal sealed class WaveNetLayer : Module
{
    private readonly Conv1d dilated, skip;
    private readonly Conv1d? residual, local;
    private readonly Embedding? global;
    private readonly long features;
    private readonly int before;

    public WaveNetLayer(WaveNetConfig config, int dilation, bool last, int classes, int localChannels, Generator generator)
    {
        (Dilation, features, before) = (dilation, config.Features, (config.Kernel - 1) * dilation);
        dilated = Child("dilated", new Conv1d(features, 2 * features, config.Kernel, generator, dilation: dilation));
        if (!last) residual = Child("residual", new Conv1d(features, features, 1, generator));
        skip = Child("skip", new Conv1d(features, config.SkipFeatures, 1, generator));
        if (localChannels > 0) local = Child("local", new Conv1d(localChannels, 2 * features, 1, generator, bias: false));
        if (classes > 0) global = Child("global", new Embedding(classes, 2 * features, generator, weightInit: Initialisers.Normal(0.1)));
    }

    public int Dilation { get; }

    /// <summary>[2F, F, k].</summary>
    public Tensor Weight => dilated.Weight;

    /// <summary>Bias and conditions before the gate, [B or 1, 2F, 1 or T′].</summary>
    /// <param name="classes">I64 [B].</param>
    /// <param name="y">[B, M, T′].</param>
    public Tensor Terms(Tensor? classes, Tensor? y)
    {
        var terms = dilated.Bias!.View([1, -1, 1]);
        if (global is not null) terms = terms + global.Forward(classes!).Unsqueeze(-1);
        return local is null ? terms : terms + local.Forward(y!);
    }

    /// <summary>The whole sequence: input of the next block (null after the last) and the share of the skip sum.</summary>
    /// <param name="x">[B, F, T].</param>
    /// <param name="y">[B, M, T′], T a multiple of T′; each value is repeated.</param>
    public (Tensor? Next, Tensor Skip) Forward(Tensor x, Tensor? classes, Tensor? y)
    {
        var terms = Terms(classes, y);
        // A 1×1 convolution and a repetition commute; this order computes each value once.
        if (y is not null && y.Size(2) != x.Size(2)) terms = terms.RepeatInterleave(x.Size(2) / y.Size(2), 2);
        var z = x.ConstantPadNd([before, 0]).Conv1d(dilated.Weight, dilation: [Dilation]) + terms;
        var gated = GatedUnit.Apply(z);
        return (residual is null ? null : x + residual.Forward(gated), skip.Forward(gated));
    }

    public GatedStep OpenStep(TensorHolder held) =>
        new(residual is null ? null : (residual.Weight, residual.Bias!), (skip.Weight, skip.Bias!), held);
}
