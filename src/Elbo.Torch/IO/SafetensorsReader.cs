using Microsoft.Win32.SafeHandles;

namespace Elbo.Torch.IO;

/// <summary>
/// Reads safetensors files: eight bytes of header length, a JSON header, tensor data. The header is checked in full before
/// any tensor memory is taken, and data goes from the file straight into the tensor's memory.
/// </summary>
/// <remarks>Format: https://huggingface.co/docs/safetensors. Every failure is a <see cref="SafetensorsException"/>.</remarks>
public static class SafetensorsReader
{
    /// <summary>The longest header that is read, in bytes.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    internal const string MetadataKey = "__metadata__";

    /// <summary>The tensors a file holds, without their data.</summary>
    /// <exception cref="SafetensorsException">The file cannot be read or its header is invalid.</exception>
    public static IReadOnlyDictionary<string, TensorEntry> ReadHeader(string path) =>
        WithFile(path, (_, header) => header.ByName);

    /// <summary>The file's <c>__metadata__</c>; empty where it has none.</summary>
    /// <inheritdoc cref="ReadHeader" path="/exception"/>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path) =>
        WithFile(path, (_, header) => header.Metadata);

    /// <summary>All tensors of a file, in the order of its header, on the CPU and in the current scope.</summary>
    /// <inheritdoc cref="ReadHeader" path="/exception"/>
    public static IReadOnlyList<(string Name, Tensor Value)> Load(string path) => WithFile(path, (handle, header) =>
    {
        using var scope = TensorScope.Enter();
        var tensors = new List<(string, Tensor)>(header.Entries.Count);
        foreach (var entry in header.Entries)
        {
            var tensor = Tensor.Empty([.. entry.Shape], entry.DType);
            ReadData(handle, header, entry, tensor, path);
            tensors.Add((entry.Name, tensor));
        }

        foreach (var (_, tensor) in tensors) scope.Keep(tensor);
        return tensors;
    });

    /// <summary>Overwrites the targets with the file's tensors of the same names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="targets">Tensors by name, on any device. They keep their memory, owner and gradient flags.</param>
    /// <param name="strict">Whether a tensor of the file that has no target is an error. A target that the file
    /// lacks, or has in another shape or dtype, always is.</param>
    /// <exception cref="SafetensorsException">The file is invalid, or does not fit the targets: then no target has changed, and
    /// the message lists every name at fault.</exception>
    public static void LoadInto(string path, IEnumerable<(string Name, Tensor Value)> targets, bool strict = true) =>
        WithFile(path, (handle, header) =>
        {
            var wanted = TargetMatch.Match(path, header, targets, strict);
            using var gradientFree = Gradients.Off();
            foreach (var (entry, target) in wanted)
            {
                if (target.Device.IsCpu && target.IsContiguous)
                {
                    ReadData(handle, header, entry, target, path);
                    continue;
                }

                using var scope = TensorScope.Enter();
                var staged = Tensor.Empty([.. entry.Shape], entry.DType);
                ReadData(handle, header, entry, staged, path);
                target.CopyInPlace(staged);
            }

            return 0;
        });

    private static void ReadData(SafeFileHandle handle, SafetensorsHeader header, TensorEntry entry, Tensor tensor, string path)
    {
        var position = header.DataStart + entry.Begin;
        TensorBytes.Fill(tensor, piece =>
        {
            SafetensorsHeader.ReadExactly(handle, piece, position, path, entry.Name);
            position += piece.Length;
            // libtorch treats another byte as undefined behaviour.
            if (entry.DType == DType.Bool && piece.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at)
            {
                var value = piece[at];
                piece.Clear();
                throw new SafetensorsException(SafetensorsError.BadBool, path, entry.Name, $"BOOL byte is {value}, not 0 or 1");
            }
        });
    }

    private static T WithFile<T>(string path, Func<SafeFileHandle, SafetensorsHeader, T> read)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            return read(handle, SafetensorsHeader.Read(handle, path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SafetensorsException(SafetensorsError.Unreadable, path, null, "no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SafetensorsException(SafetensorsError.Unreadable, path, null, "permission denied, or a folder", e);
        }
        catch (Exception e) when (e is (IOException or NotSupportedException) and not SafetensorsException)
        {
            throw new SafetensorsException(SafetensorsError.Unreadable, path, null, e.Message, e);
        }
    }
}
