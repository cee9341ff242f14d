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

    public static void Add(HtmlReport report, RunDirectory run, Model model, IDataset data, ReportSplit of, IExampleForm shape)
    {
        if (model.As<IGenerator>() is null && model.As<IReconstructor>() is null) return;
        // A prior that was never trained draws nothing that means anything.
        var (split, isDrawn) = (of.Split, run.Untrained(model, WeightsKind.Last) is null);
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
                Show(section, "reconstructions", Reconstructions.Draw(reconstructor, data, split, Math.Min(Shown, data.Count(split)), images),
                    $"{of.Head} images and their reconstructions", $"{of.Head} images as the model saw them (upper rows) and its means of p(x | z) at their codes (lower rows).{of.Names(data, Math.Min(Shown, data.Count(split)))}");
            if (isDrawn && model.As<IGivenGenerator>() is { Factor: null } completer)
                Show(section, "completions", Completions.Draw(completer, data, split, [.. Enumerable.Range(0, Math.Min(Completed, data.Count(split))).Select(n => (long)n)], Ways, images),
                    $"Completions of {of.Word} images", $"What the model is given of a {of.Word} image (highlighted), the image itself, and means of p(y | x, z) at different draws z ~ p(z | x).");
            if (isDrawn && model.As<IGenerator>() is { } generator)
                Show(section, "samples", Samples.Draw(generator, Sampled, images), "Samples from the model", "New images: means of p(x | z) at draws z ~ p(z).");
            if (isDrawn && model.As<IStyleDecoder>() is { } styles)
                Show(section, "styles", Styles.Draw(styles, data, split, [.. Enumerable.Range(0, Math.Min(Rows, data.Count(split))).Select(n => (long)n)], images), "Styles in all classes",
                    $"A {of.Word} image in each row, and its style z, given the class it most likely is of, in {(styles.Factor.Levels > Styles.MostClasses ? $"the first {Styles.MostClasses} values" : "every value")} of {styles.Factor.Name}: {string.Join(", ", Enumerable.Range(0, Math.Min(Styles.MostClasses, styles.Factor.Levels)).Select(c => ExampleIds.ClassOf(data.Info, c)))}.");
            if (model.As<IEncoder>() is { } encoder && model.As<IDecoder>() is { } decoder)
            {
                if (!encoder.IsDirection)
                {
                    var rows = VariedDimensions.Of(model, data, split, Rows);
                    Show(section, "traversal", Traversal.Draw(model, data, split, images, rows), "Latent traversal",
                        $"The code of the first {of.Word} image, one dimension at a time from −3 to 3: {(rows.Count == 1 ? "dimension" : "dimensions")} {string.Join(", ", rows)}, most varied first.");
                }
                else if (data.Count(split) > 1)
                {
                    Show(section, "interpolation", Interpolation.Draw(model, data, split, images, 0, 1, Ways + 1, Interpolation.Arc), "Between two codes",
                        $"The great circle between the codes of the first two {of.Word} images, decoded; the images themselves at the ends.");
                }

                if (Manifold.Fits(encoder))
                    Show(section, "manifold", Manifold.Draw(model, images, ManifoldSide), encoder.IsDirection ? "All directions, decoded" : "The plane of codes, decoded",
                        $"All codes on a grid of equal prior probability: {Manifold.Caption(encoder, ManifoldSide)}.");
            }
        });

        void Recordings(ReportSection section)
        {
            using var scope = TensorScope.Enter();
            if (model.As<IReconstructor>() is { } reconstructor)
            {
                var (inputs, outputs) = Reconstructions.Compute(reconstructor, data, split, Math.Min(Heard, data.Count(split)));
                ExampleFiles.Save(shape, Path.Combine(folder, "reconstructions.wav"), inputs, outputs, lengths: ExampleFiles.Lengths(data, split, (int)inputs.Size(0)));
                Show(section, "reconstructions", shape.Pairs(inputs, outputs), $"{of.Head} recordings and their reconstructions",
                    $"{of.Head} recordings (upper rows) and draws of p(x | z) at their codes (lower rows): waveform, and spectrogram up to half the sample rate. To be heard, each before its reconstruction: samples/reconstructions.wav.{of.Names(data, Math.Min(Heard, data.Count(split)))}");
            }

            if (!isDrawn || model.As<IGenerator>() is not { } generator) return;
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
