using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Runs.Reports;

/// <summary>
/// Writes examples for a person: images as one PNG; audio as one WAV file, one recording after the other, as a PNG of waveforms and spectrograms, or, under
/// any other name, as a folder of WAV files with that image.
/// </summary>
public static class ExampleFiles
{
    /// <summary>Seconds of silence between recordings in one file.</summary>
    private const double Pause = 0.25;

    /// <summary>Where examples go: <c>--out</c>, and unless given <paramref name="name"/> with the ending that suits the data.</summary>
    public static string Place(string? given, string name, IExampleForm form) => given ?? Path.ChangeExtension(name, form is AudioShape ? ".wav" : ".png");

    /// <param name="examples">[N, D].</param>
    /// <param name="counterparts">Shown below, heard after each example, [N, D]; null for none.</param>
    /// <param name="counterpart">What they are called in a folder, e.g. <c>reconstruction</c>.</param>
    /// <param name="lengths">Samples of each recording that are audio, the rest being silence that fills it up: so many are written; null for all.</param>
    /// <exception cref="CommandException">The folder cannot be made.</exception>
    public static void Save(IExampleForm form, string path, Tensor examples, Tensor? counterparts = null, string counterpart = "", IReadOnlyList<long>? lengths = null)
    {
        var ending = Path.GetExtension(path).ToLowerInvariant();
        if (form is not AudioShape audio || ending == ".png")
        {
            PngWriter.Save(Draw(form, examples, counterparts), path);
            return;
        }

        OutputFile.Place(path);
        if (ending == ".wav")
        {
            WavWriter.Save(path, InARow(audio, examples, counterparts, lengths), audio.Rate);
            return;
        }

        for (var n = 0; n < examples.Size(0); n++)
        {
            var number = (n + 1).ToString("000", CultureInfo.InvariantCulture);
            WavWriter.Save(Path.Combine(path, $"{number}.wav"), Heard(examples, n, lengths), audio.Rate);
            if (counterparts is not null) WavWriter.Save(Path.Combine(path, $"{number}-{counterpart}.wav"), Heard(counterparts, n, lengths), audio.Rate);
        }

        PngWriter.Save(Draw(form, examples, counterparts), Path.Combine(path, "overview.png"));
    }

    /// <summary>How long the first examples of a split are, for <see cref="Save"/>; null where all are of one length.</summary>
    public static IReadOnlyList<long>? Lengths(IDataset data, Split split, int count)
    {
        using var scope = TensorScope.Enter();
        return data.Draw(split, [.. Enumerable.Range(0, count).Select(i => (long)i)]).LengthsOf(Field.Main)?.ToArray<long>();
    }

    private static Raster Draw(IExampleForm form, Tensor examples, Tensor? counterparts) => counterparts is null ? form.Grid(examples) : form.Pairs(examples, counterparts);

    private static float[] Heard(Tensor examples, int n, IReadOnlyList<long>? lengths)
    {
        using var scope = TensorScope.Enter();
        return examples[n].ToArray<float>()[..(int)(lengths?[n] ?? examples.Size(1))];
    }

    private static float[] InARow(AudioShape audio, Tensor examples, Tensor? counterparts, IReadOnlyList<long>? lengths)
    {
        var pause = new float[(int)(Pause * audio.Rate)];
        return [.. Enumerable.Range(0, (int)examples.Size(0)).SelectMany(n => ((Tensor?[])[examples, counterparts]).OfType<Tensor>().SelectMany(t => Heard(t, n, lengths).Concat(pause)))];
    }
}
