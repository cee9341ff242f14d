using System.Globalization;
using Elbo.Evaluation.Coding;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Runs.Coding;

/// <summary>Where decompressed data go: an array, one image, or a folder of them, whole or not at all.</summary>
public sealed class DecodedOutput
{
    private const int MostInGrid = 10_000;

    private readonly string path;
    private readonly Form form;

    private DecodedOutput(string path, Form form) => (this.path, this.form) = (path, form);

    private enum Form
    {
        Codes,
        Array,
        Image,
        Folder,
    }

    /// <exception cref="UsageException">The name does not fit what is asked for, or is taken.</exception>
    public static DecodedOutput For(string path, bool codes)
    {
        var isArray = path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
        if (codes && !isArray) throw new UsageException($"{path}: with --codes the name must end in .npy");
        if (isArray) return new(path, codes ? Form.Codes : Form.Array);
        if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) return new(path, Form.Image);
        if (File.Exists(path)) throw new UsageException($"{path}: a file is there; name a folder, or a file that ends in .png or .npy");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()) throw new UsageException($"{path}: the folder is not empty; name another");
        return new(path, Form.Folder);
    }

    /// <exception cref="UsageException">What the file holds cannot go there.</exception>
    public void Check(ElboContainer file)
    {
        if (form == Form.Codes && file is not CodeContainer) throw new UsageException("--codes: the file holds examples without loss, and no codes; leave it out");
        if (form is not (Form.Image or Form.Folder)) return;
        if (ImageShape.Of(file.ExampleShape) is null) throw new UsageException($"{path}: the data are no images; name a file that ends in .npy");
        if (form == Form.Image && file.Examples > MostInGrid) throw new UsageException($"{path}: {file.Examples} images are too many for one grid ({MostInGrid}); name a folder");
    }

    /// <summary>Decodes all examples and writes them; codes that were asked for are written as they are.</summary>
    /// <param name="cancel">Leaves nothing behind.</param>
    /// <exception cref="CommandException">The folder cannot be written.</exception>
    public void Write(DecodedExamples examples, CancellationToken cancel)
    {
        switch (form)
        {
            case Form.Codes:
                Npy.Save(OutputFile.Place(path), examples.Codes!());
                break;
            case Form.Array:
                Npy.Save(OutputFile.Place(path), Decode(examples, cancel));
                break;
            case Form.Image:
                var shape = ImageShape.Of(examples.File.ExampleShape)!.Value;
                var all = Decode(examples, cancel);
                PngWriter.Save(examples.File.Examples == 1 ? shape.Single(all.ToArray<float>()) : shape.Grid(all), path);
                break;
            default:
                WriteFolder(examples, cancel);
                break;
        }
    }

    private static Tensor Decode(DecodedExamples examples, CancellationToken cancel)
    {
        var parts = new List<Tensor>();
        for (var first = 0; first < examples.File.Examples; first += examples.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            parts.Add(examples.Decode(first, Math.Min(examples.Rows, examples.File.Examples - first)));
        }
        return Ops.Cat(parts.ToArray());
    }

    private void WriteFolder(DecodedExamples examples, CancellationToken cancel)
    {
        var file = examples.File;
        var shape = ImageShape.Of(file.ExampleShape)!.Value;
        var names = Names(file);
        var whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var temporary = OutputFile.Place($"{whole}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}.tmp");
        try
        {
            for (var first = 0; first < file.Examples; first += examples.Rows)
            {
                cancel.ThrowIfCancellationRequested();
                using var scope = TensorScope.Enter();
                var count = Math.Min(examples.Rows, file.Examples - first);
                var x = examples.Decode(first, count).ToArray<float>();
                for (var n = 0; n < count; n++)
                {
                    var place = OutputFile.Place(Path.Combine(temporary, names[first + n]));
                    File.WriteAllBytes(place, PngWriter.ToBytes(shape.Single(x.AsSpan(n * file.Dimensions, file.Dimensions))));
                }
            }
            // It was empty when the command began; whatever came into it meanwhile is an error.
            if (Directory.Exists(whole)) Directory.Delete(whole);
            Directory.Move(temporary, whole);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot write {path}: {failure.Message}");
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>The names that images had, as PNG files; two that would become one keep their endings.</summary>
    private static string[] Names(ElboContainer file)
    {
        var width = (file.Examples - 1).ToString(CultureInfo.InvariantCulture).Length;
        if (file.Names is not { } names) return [.. Enumerable.Range(0, file.Examples).Select(n => n.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0') + ".png")];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select(Free)];

        string Free(string name)
        {
            var free = Path.ChangeExtension(name, ".png");
            for (var k = 1; !taken.Add(free); k++) free = k == 1 ? name + ".png" : string.Create(CultureInfo.InvariantCulture, $"{name}.{k}.png");
            return free;
        }
    }
}
