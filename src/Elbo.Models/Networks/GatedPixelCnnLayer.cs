using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// One gated layer of both stacks (arXiv 1606.05328, figure 2). The masked n×n kernel is cut down to the taps its mask leaves: the first layer
/// (mask A) sees ⌊n/2⌋ rows above and ⌊n/2⌋ columns to the left, a later one (mask B) its own row and column of features too, which know only
/// what comes before them. Parameters <c>vertical</c>, <c>horizontal</c>, <c>link</c>, <c>residual</c>, <c>skip</c>, <c>class</c>, <c>map</c>.
/// </summary>
internal sealed class GatedPixelCnnLayer : Module
{
    private readonly bool first;
    private readonly int reach;
    private readonly long features;
    private readonly Conv2d vertical, horizontal, link, skip;
    private readonly Conv2d? residual, map;
    private readonly Embedding? classBias;

    public GatedPixelCnnLayer(GatedPixelCnnConfig config, int index, int classes, int mapChannels, Generator generator)
    {
        first = index == 0;
        IsLast = index == config.Layers - 1;
        reach = (first ? config.FirstKernel : config.Kernel) / 2;
        features = config.Features;
        vertical = Child("vertical", new Conv2d(features, 2 * features, (Taps, (2 * reach) + 1), generator, padding: (0, reach)));
        horizontal = Child("horizontal", new Conv2d(features, 2 * features, (1, Taps), generator));
        link = Child("link", new Conv2d(2 * features, 2 * features, 1, generator, bias: false));
        if (!IsLast) residual = Child("residual", new Conv2d(features, features, 1, generator));
        skip = Child("skip", new Conv2d(features, config.SkipFeatures, 1, generator));
        if (classes > 0) classBias = Child("class", new Embedding(classes, 4 * features, generator, weightInit: Initialisers.Normal(0.1)));
        if (mapChannels > 0) map = Child("map", new Conv2d(mapChannels, 4 * features, 1, generator, bias: false));
    }

    /// <summary>Whether its vertical output and residual are used by nobody and left out.</summary>
    public bool IsLast { get; }

    /// <summary>Places of padding before the grid: above in the vertical stack, to the left in the horizontal one.</summary>
    public int Reach => reach;

    /// <summary>Rows or columns a kernel sees.</summary>
    public int Taps => first ? reach : reach + 1;

    public Tensor HorizontalWeight => horizontal.Weight;

    public Tensor HorizontalBias => horizontal.Bias!;

    /// <summary>Conditions' share before the four halves of the gates, [B, 4F, 1 or h, 1 or w]; null when there are none.</summary>
    /// <param name="classes">I64 [B].</param>
    /// <param name="places">[B, M, h, w], of the whole grid or a row of it.</param>
    public Tensor? Condition(Tensor? classes, Tensor? places)
    {
        var bias = classBias?.Forward(classes!).View([-1, 4 * features, 1, 1]);
        var field = map?.Forward(places!);
        return bias is null ? field : field is null ? bias : field + bias;
    }

    /// <summary>Vertical stack before its gate, [B, 2F, h, W].</summary>
    /// <param name="rows">[B, F, h + taps − 1, W]: the rows the kernel sees.</param>
    public Tensor Vertical(Tensor rows, Tensor? condition)
    {
        var z = vertical.Forward(rows);
        return condition is null ? z : z + condition.Narrow(1, 0, 2 * features);
    }

    /// <summary>What the vertical stack and the conditions add before the horizontal gate, [B, 2F, h, W].</summary>
    /// <param name="z">Of <see cref="Vertical"/>.</param>
    public Tensor Link(Tensor z, Tensor? condition)
    {
        var linked = link.Forward(z);
        return condition is null ? linked : linked + condition.Narrow(1, 2 * features, 2 * features);
    }

    /// <summary>The whole grid: outputs of both stacks (null after the last layer) and the share of the skip sum.</summary>
    public (Tensor? V, Tensor? H, Tensor Skip) Forward(Tensor v, Tensor h, Tensor? condition)
    {
        // Mask A: moved by one, so that the kernel ends before its own row and column.
        var end = first ? -1 : 0;
        var z = Vertical(v.ConstantPadNd([0, 0, reach, end]), condition);
        var gated = GatedUnit.Apply(horizontal.Forward(h.ConstantPadNd([reach, end, 0, 0])) + Link(z, condition));
        var skipped = skip.Forward(gated);
        if (residual is null) return (null, null, skipped);
        var output = residual.Forward(gated);
        // The first layer's input is the code itself, which its own logits must not see.
        return (GatedUnit.Apply(z), first ? output : output + h, skipped);
    }

    public GatedStep OpenStep(TensorHolder held) =>
        new(residual is null ? null : (residual.Weight, residual.Bias!), (skip.Weight, skip.Bias!), held);
}
