using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>How data spreads: by how much each number differs between examples, and what is much and little for it.</summary>
/// <param name="Own">Standard deviation of each dimension [D], 0 or more.</param>
/// <param name="Scale">What it is to be compared with [D], above 0.</param>
public readonly record struct DataSpread(Tensor Own, Tensor Scale)
{
    /// <param name="own">Standard deviation of each dimension.</param>
    /// <param name="oneScale">Whether all numbers are of one kind, as those of images, audio and video are: their scale is the root mean square over all. Columns of a row have each their own.</param>
    internal static DataSpread Of(double[] own, bool oneScale)
    {
        var common = Math.Sqrt(own.Average(d => d * d));
        // Constant data has no scale: any will do.
        if (common == 0) common = 1;
        return new(Tensor.From([.. own.Select(d => (float)d)]), Tensor.From([.. own.Select(d => (float)(oneScale || d == 0 ? common : d))]));
    }

    /// <summary>Of some dimensions alone.</summary>
    internal DataSpread At(Tensor index) => new(Own.IndexSelect(0, index), Scale.IndexSelect(0, index));
}
