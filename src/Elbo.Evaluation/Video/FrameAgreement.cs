using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Quality;
using Elbo.Torch;

namespace Elbo.Evaluation.Video;

/// <summary>How far one frame of predicted videos agrees with the true ones, with standard errors over the videos.</summary>
/// <param name="MeanSquaredError">Per value, of data in [0, 1].</param>
/// <param name="Psnr">10 log10(1/MSE) of each frame, averaged, dB; see <see cref="ReconstructionQuality.HighestPsnr"/>.</param>
/// <param name="Codes">Fraction of the places whose code is that of the true frame.</param>
/// <param name="Whole">Fraction of the frames all of whose codes are.</param>
public sealed record FrameAgreement(Estimate MeanSquaredError, Estimate Psnr, Estimate Codes, Estimate Whole)
{
    /// <summary>Adds up batches of videos, step by step.</summary>
    internal sealed class Sums(int steps)
    {
        private readonly List<double>[] squares = Lists(steps), codes = Lists(steps), whole = Lists(steps);

        /// <param name="frames">Predicted [B, steps, D].</param>
        /// <param name="codes">Predicted I64 [B, steps, …].</param>
        /// <param name="trueFrames">As <paramref name="frames"/>.</param>
        /// <param name="trueCodes">As <paramref name="codes"/>.</param>
        public void Add(Tensor frames, Tensor codes, Tensor trueFrames, Tensor trueCodes)
        {
            using var scope = TensorScope.Enter();
            Put(squares, (frames - trueFrames).To(DType.F64).Square().Mean([2]));
            var right = codes.Eq(trueCodes).To(DType.F64).Flatten(2).Mean([2]);
            Put(this.codes, right);
            Put(whole, right.Ge(1).To(DType.F64));
        }

        public IReadOnlyList<FrameAgreement> Figures() =>
            [.. squares.Select((errors, t) => new FrameAgreement(Estimate.Of(errors), Estimate.Of([.. errors.Select(ReconstructionQuality.OfMeanSquare)]), Estimate.Of(codes[t]), Estimate.Of(whole[t])))];

        private static List<double>[] Lists(int steps) => [.. Enumerable.Range(0, steps).Select(_ => new List<double>())];

        private static void Put(List<double>[] lists, Tensor values)
        {
            var rows = values.Contiguous().ToArray<double>();
            for (var k = 0; k < rows.Length; k++) lists[k % lists.Length].Add(rows[k]);
        }
    }
}
