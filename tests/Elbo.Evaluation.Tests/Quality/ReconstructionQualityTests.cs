using Elbo.Data;
using Elbo.Evaluation.Quality;
using Elbo.Models;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Quality;

[NoLeak]
public sealed class ReconstructionQualityTests
{
    [Fact]
    public void A_known_error_gives_the_decibels_of_its_definition()
    {
        var model = new Dimmer(0.9f);
        using var data = new FakeDataset(30, [1, 12, 12], [.. Enumerable.Range(0, 144).Select(k => k % 2 == 0 ? 1f : 0f)]);
        var quality = ReconstructionQuality.Measure(model, data, Split.Test, limit: 7);
        // Half of the values are off by a tenth.
        quality.MeanSquaredError.Mean.ShouldBe(0.005, 1e-7);
        quality.Psnr.Mean.ShouldBe(10 * Math.Log10(1 / 0.005), 1e-4);
        quality.Psnr.StandardError.ShouldBe(0, 1e-6);
        quality.Ssim!.Value.Mean.ShouldBeInRange(0.9, 0.9999);
    }

    [Fact]
    public void A_video_has_the_mean_similarity_of_its_frames()
    {
        var model = new Dimmer(0.9f);
        float[] image = [.. Enumerable.Range(0, 144).Select(k => k % 2 == 0 ? 1f : 0f)], blank = new float[144];
        using var video = new FakeDataset(2, [2, 1, 12, 12], [.. image, .. blank]);
        using var still = new FakeDataset(2, [1, 12, 12], image);
        var (ofVideo, ofImage) = (ReconstructionQuality.Measure(model, video, Split.Test), ReconstructionQuality.Measure(model, still, Split.Test));
        ofVideo.MeanSquaredError.Mean.ShouldBe(ofImage.MeanSquaredError.Mean / 2, 1e-9);
        ofVideo.Ssim!.Value.Mean.ShouldBe((ofImage.Ssim!.Value.Mean + 1) / 2, 1e-6);
    }

    [Fact]
    public void An_exact_reconstruction_counts_with_the_highest_figures_and_not_with_infinity()
    {
        var model = new Dimmer(1);
        using var data = new FakeDataset(3, [1, 12, 12], [.. Enumerable.Repeat(0.5f, 144)]);
        var quality = ReconstructionQuality.Measure(model, data, Split.Test);
        quality.Psnr.Mean.ShouldBe(ReconstructionQuality.HighestPsnr);
        quality.Ssim!.Value.Mean.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Images_smaller_than_the_window_have_no_ssim_and_vectors_no_quality()
    {
        var model = new Dimmer(0.5f);
        using var small = new FakeDataset(3, [1, 2, 2], [1, 0, 1, 0]);
        ReconstructionQuality.Measure(model, small, Split.Test).Ssim.ShouldBeNull();
        using var vectors = new FakeDataset(3, 1, 0, 1, 0);
        Should.Throw<InvalidOperationException>(() => ReconstructionQuality.Measure(model, vectors, Split.Test)).Message.ShouldContain("no images");
    }

    /// <summary>Gives an image back darker.</summary>
    private sealed class Dimmer(float factor) : IReconstructor
    {
        public Tensor Reconstruct(Batch x) => x.X * factor;
    }
}
