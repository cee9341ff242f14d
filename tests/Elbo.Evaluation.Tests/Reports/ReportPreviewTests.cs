using Elbo.Evaluation.Images;

namespace Elbo.Evaluation.Tests.Reports;

public sealed class ReportPreviewTests
{
    /// <summary>Set ELBO_REPORT_PREVIEW to a folder to look at the page and its images with your own eyes.</summary>
    [Fact]
    public void The_demonstration_report_can_be_written_for_a_look()
    {
        string? folder = Environment.GetEnvironmentVariable("ELBO_REPORT_PREVIEW");
        if (string.IsNullOrEmpty(folder))
            Assert.Skip("ELBO_REPORT_PREVIEW names no folder");

        DemonstrationReport.Build().Save(Path.Combine(folder, "report.html"));
        PngWriter.Save(DemonstrationReport.Reconstructions(), Path.Combine(folder, "reconstructions.png"));
        PngWriter.Save(DemonstrationReport.Grid(64, 8), Path.Combine(folder, "samples.png"));
        DemonstrationReport.Curves().Save(Path.Combine(folder, "curves.svg"));

        Directory.GetFiles(folder).Length.ShouldBeGreaterThanOrEqualTo(4);
    }
}
