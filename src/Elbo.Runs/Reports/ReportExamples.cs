using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Reports;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reports;

/// <summary>What a model makes, shown in a report: reconstructions, samples, a traversal, and the plane of a two-dimensional code. Of audio there are WAV files beside them.</summary>
internal static class ReportExamples
{
    private const int Shown = 40, Sampled = 64, Heard = 8, Rows = 8, ManifoldSide = 20, Completed = 6, Ways = 8;

    public static void Add(HtmlReport report, RunDirectory run, Model model, IDataset data, IExampleForm shape)
    {
        if (model.As<IGenerator>() is null && model.As<IReconstructor>() is null) return;
        var folder = Path.Combine(run.Path, "samples");
        Directory.CreateDirectory(folder);
        if (shape is AudioShape)
        {
            report.Section("Audio", Recordings);
            return;
        }

        var images = (ImageShape)shape;
        report.Section("Images", section =>
        {
            if (model.As<IReconstructor>() is { } reconstructor)
                Show(section, "reconstructions", Reconstructions.Draw(reconstructor, data, Split.Test, Math.Min(Shown, data.Count(Split.Test)), images),
                    "Test images and their reconstructions", "Test images as the model saw them (upper rows) and its means of p(x | z) at their codes (lower rows).");
            if (model.As<IGivenGenerator>() is { Factor: null } completer)
                Show(section, "completions", Completions.Draw(completer, data, Split.Test, [.. Enumerable.Range(0, Math.Min(Completed, data.Count(Split.Test))).Select(n => (long)n)], Ways, images),
                    "Completions of test images", "What the model is given of a test image (highlighted), the image itself, and means of p(y | x, z) at different draws z ~ p(z | x).");
            if (model.As<IGenerator>() is { } generator)
                Show(section, "samples", Samples.Draw(generator, Sampled, images), "Samples from the model", "New images: means of p(x | z) at draws z ~ p(z).");
            if (model.As<IEncoder>() is { } encoder && model.As<IDecoder>() is { } decoder)
            {
                var rows = VariedDimensions.Of(model, data, Split.Test, Rows);
                Show(section, "traversal", Traversal.Draw(model, data, Split.Test, images, rows), "Latent traversal",
                    $"The code of the first test image, one dimension at a time from −3 to 3: {(rows.Count == 1 ? "dimension" : "dimensions")} {string.Join(", ", rows)}, most varied first.");
                if (encoder.LatentSize == 2)
                    Show(section, "manifold", Manifold.Draw(model, images, ManifoldSide), "The plane of codes, decoded",
                        "The whole plane of codes on a grid of equal prior probability: z0 rises to the right, z1 upwards.");
            }
        });

        void Recordings(ReportSection section)
        {
            using var scope = TensorScope.Enter();
            if (model.As<IReconstructor>() is { } reconstructor)
            {
                var (inputs, outputs) = Reconstructions.Compute(reconstructor, data, Split.Test, Math.Min(Heard, data.Count(Split.Test)));
                ExampleFiles.Save(shape, Path.Combine(folder, "reconstructions.wav"), inputs, outputs, lengths: ExampleFiles.Lengths(data, Split.Test, (int)inputs.Size(0)));
                Show(section, "reconstructions", shape.Pairs(inputs, outputs), "Test recordings and their reconstructions",
                    "Test recordings (upper rows) and draws of p(x | z) at their codes (lower rows): waveform, and spectrogram up to half the sample rate. To be heard, each before its reconstruction: samples/reconstructions.wav.");
            }

            if (model.As<IGenerator>() is not { } generator) return;
            var drawn = Samples.Compute(generator, Heard);
            ExampleFiles.Save(shape, Path.Combine(folder, "samples.wav"), drawn);
            Show(section, "samples", shape.Grid(drawn), "Samples from the model", "New audio: codes from their prior, decoded. To be heard: samples/samples.wav.");
        }

        void Show(ReportSection section, string name, Raster image, string alt, string caption)
        {
            PngWriter.Save(image, Path.Combine(folder, name + ".png"));
            section.Image(image, alt, caption);
        }
    }
}
