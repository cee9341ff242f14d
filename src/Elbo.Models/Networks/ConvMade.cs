using Elbo.Probability.Flows;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// <see cref="Made"/> of maps: masked convolutions whose outputs m and s at a place and channel see what comes before it in raster order and the channels before it at the same place, and a
/// context, which is added to the first hidden layer. ELU between layers, weight-normalised (Kingma et al. 2016, arXiv 1606.04934, appendix A and code).
/// </summary>
internal sealed class ConvMade : Module
{
    // Of m and s: a step begins near the identity.
    private const double Share = 0.1;

    private readonly WeightNormMaskedConv2d[] hidden;
    private readonly WeightNormMaskedConv2d location;
    private readonly WeightNormMaskedConv2d? scale;

    /// <param name="maps">Z.</param>
    /// <param name="width">A, channels of hidden layers and of the context, a multiple of Z.</param>
    /// <param name="layers">Hidden layers; none makes m and s linear in the values and tells them no context.</param>
    /// <param name="scaled">Whether there is an s.</param>
    /// <param name="reversed">Whether the order is the other way round.</param>
    public ConvMade(int maps, int width, int layers, bool scaled, bool reversed, Generator generator)
    {
        hidden = [.. Enumerable.Range(0, layers).Select(k => Child($"hidden_{k + 1}", Conv(CausalMask.B, k == 0 ? maps : width, width)))];
        location = Child("location", Conv(CausalMask.A, layers == 0 ? maps : width, maps));
        if (scaled) scale = Child("scale", Conv(CausalMask.A, layers == 0 ? maps : width, maps));

        WeightNormMaskedConv2d Conv(CausalMask type, int from, int to) => LadderLayers.Masked(type, from, to, maps, reversed, generator);
    }

    /// <summary>m and s of values […, Z, H, W], given a context [batch…, A, H, W] or none.</summary>
    public (Tensor Location, Tensor? Scale) Of(Tensor values, Tensor? given, LayerPass pass)
    {
        var shape = values.Shape.ToArray();
        var h = values.Reshape([-1, .. shape[^3..]]);
        for (var k = 0; k < hidden.Length; k++)
        {
            h = pass(hidden[k], h);
            if (k == 0 && given is not null) h = (h.Reshape([.. shape[..^3], -1, .. shape[^2..]]) + given).Reshape(h.Shape);
            h = h.Elu();
        }
        return ((pass(location, h) * Share).Reshape(shape), scale is null ? null : (pass(scale, h) * Share).Reshape(shape));
    }

    /// <summary>As what moves the elements of a flow.</summary>
    public ConditionerNetwork With(Tensor? given, LayerPass pass) => new((values, context) => Of(values, context, pass), this, given);
}
