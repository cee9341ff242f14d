using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Evaluation.Likelihood;

/// <summary>
/// Parts of a long measurement that were finished, in a file that grows by a line for each: what is asked for again, with the same settings of the same weights and examples, is there bit for bit.
/// A process that is killed loses the part it was at.
/// </summary>
/// <param name="path">The file, made when there is something to keep; null keeps nothing.</param>
/// <param name="of">What is measured: a hash of the weights.</param>
public sealed class KeptBlocks(string? path, string of)
{
    // Changes when an estimator does, so that older numbers are not taken for its own.
    private const string Version = "1";

    private Dictionary<string, double[]>? known;

    /// <summary>The numbers of a part: those that are kept, or else computed and then kept.</summary>
    /// <param name="settings">All that the numbers depend on beside weights and examples.</param>
    /// <param name="examples">Contents of the examples.</param>
    public double[] Of(string settings, ReadOnlySpan<byte> examples, Func<double[]> compute)
    {
        if (path is null) return compute();
        var key = Key(settings, examples);
        known ??= Read(path);
        if (known.TryGetValue(key, out var kept)) return kept;
        var numbers = compute();
        // The break in front ends what a killed process may have left half written.
        File.AppendAllText(path, $"\n{key} {Convert.ToBase64String(MemoryMarshal.AsBytes(numbers.AsSpan()))} .");
        known[key] = numbers;
        return numbers;
    }

    private string Key(string settings, ReadOnlySpan<byte> examples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Version}/{of}/{settings}/"));
        hash.AppendData(examples);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Dictionary<string, double[]> Read(string path)
    {
        Dictionary<string, double[]> blocks = [];
        if (!File.Exists(path)) return blocks;
        foreach (var line in File.ReadLines(path))
        {
            // The point at the end is written last.
            if (line.Split(' ') is not [var key, var numbers, "."]) continue;
            var bytes = new byte[numbers.Length];
            if (Convert.TryFromBase64String(numbers, bytes, out var count)) blocks[key] = MemoryMarshal.Cast<byte, double>(bytes.AsSpan(0, count)).ToArray();
        }
        return blocks;
    }
}
