using Elbo.Cli.Commands;
using Elbo.Data;
using Elbo.Evaluation.Pictures;
using Elbo.Evaluation.Reports;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Training.Runs;

namespace Elbo.Cli.Reports;

/// <summary>The pictures of a report: reconstructions, samples, a traversal, and the plane of a two-dimensional code.</summary>
internal static class ReportPictures
{
    private const int Shown = 40, Sampled = 64, Rows = 8, ManifoldSide = 20;

    public static void Add(HtmlReport report, RunDirectory run, Model model, IDataset data, PictureShape shape)
    {
        if (model is not (IGenerator or IReconstructor)) return;
        var folder = Path.Combine(run.Path, "samples");
        Directory.CreateDirectory(folder);
        report.Section("Pictures", section =>
        {
            if (model is IReconstructor reconstructor)
                Show(section, "reconstructions", Reconstructions.Draw(reconstructor, data, Split.Test, Math.Min(Shown, data.Count(Split.Test)), shape),
                    "Test images and their reconstructions", "Test images as the model saw them (upper rows) and its means of p(x | z) at their codes (lower rows).");
            if (model is IGenerator generator)
                Show(section, "samples", Samples.Draw(generator, Sampled, shape), "Samples from the model", "New images: means of p(x | z) at draws z ~ p(z).");
            if (model is IEncoder encoder and IDecoder)
            {
                var rows = TraverseCommand.MostVaried(encoder, data, Split.Test, Rows);
                Show(section, "traversal", Traversal.Draw(model, data, Split.Test, shape, rows), "Latent traversal",
                    $"The code of the first test image, one dimension at a time from −3 to 3: {(rows.Count == 1 ? "dimension" : "dimensions")} {string.Join(", ", rows)}, most varied first.");
                if (encoder.LatentSize == 2)
                    Show(section, "manifold", Manifold.Draw(model, shape, ManifoldSide), "The plane of codes, decoded",
                        "The whole plane of codes on a grid of equal prior probability: z0 rises to the right, z1 upwards.");
            }
        });

        void Show(ReportSection section, string name, Raster picture, string alt, string caption)
        {
            PngWriter.Save(picture, Path.Combine(folder, name + ".png"));
            section.Image(picture, alt, caption);
        }
    }
}
