using System.Globalization;
using Elbo.Torch;
using Xunit;

namespace Elbo.Testing;

/// <summary>
/// Damages valid files at random and checks that a reader answers each with a value or with its own exception: no other exception, no
/// endless loop, no memory beyond a bound, and a message of one line that names the file.
/// </summary>
public static class Mutation
{
    /// <summary>Mutants that a default suite reads, and a long one.</summary>
    public const int Few = 100, Many = 2000;

    /// <summary>
    /// What a reader may allocate on the managed heap, and as tensors, for a small file: buffers of streams and decompressors, and
    /// the exception with its message. A trusted length would ask for far more.
    /// </summary>
    public const long AllocationBound = 4 << 20;

    /// <summary>A small file takes milliseconds; what takes this long does not end.</summary>
    private static readonly TimeSpan timeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Reads <paramref name="count"/> mutants of <paramref name="valid"/>; returns how many were refused.</summary>
    /// <param name="valid">Content that the reader takes.</param>
    /// <param name="count">How many mutants.</param>
    /// <param name="seed">The same mutants for the same seed.</param>
    /// <param name="file">Where each is written in turn.</param>
    /// <param name="read">Reads it; runs on one thread of its own.</param>
    /// <param name="bound">Bytes that it may allocate.</param>
    public static int Run<TException>(byte[] valid, int count, int seed, string file, Action<string> read, long bound = AllocationBound)
        where TException : Exception
    {
        var refused = 0;
        var mostAllocated = 0L;
        Exception? failure = null;
        var done = 0;
        var thread = new Thread(() =>
        {
            try
            {
                var random = new Random(seed);
                for (var i = 0; i < count; i++)
                {
                    File.WriteAllBytes(file, Mutate(valid, random));
                    var (isRefused, allocated) = Read<TException>(file, read, bound, string.Create(CultureInfo.InvariantCulture, $"mutant {i} of seed {seed}"));
                    refused += isRefused ? 1 : 0;
                    mostAllocated = Math.Max(mostAllocated, allocated);
                    Volatile.Write(ref done, i + 1);
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        })
        { IsBackground = true };
        thread.Start();
        for (var before = -1; !thread.Join(timeLimit);)
        {
            var now = Volatile.Read(ref done);
            if (now == before) throw new InvalidOperationException($"mutant {now} of seed {seed} takes more than {timeLimit.TotalSeconds} s");
            before = now;
        }

        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(file)}: {count} mutants of {valid.Length} bytes, {refused} refused, {count - refused} accepted, at most {mostAllocated / 1024} KiB allocated"));
        return refused;
    }

    private static (bool Refused, long Allocated) Read<TException>(string file, Action<string> read, long bound, string which)
        where TException : Exception
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var liveBefore = TorchRuntime.LiveBytes;
        TorchRuntime.ResetPeak();
        var refused = false;
        try
        {
            read(file);
        }
        catch (TException e)
        {
            refused = true;
            if (e.Message.AsSpan().IndexOfAny('\n', '\r') >= 0 || !e.Message.Contains(Path.GetFileName(file), StringComparison.Ordinal))
                throw new InvalidOperationException($"{which}: the message is not one line with the file's name: {e.Message}", e);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{which} gave {e.GetType()}: {e.Message}", e);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var tensors = TorchRuntime.PeakBytes - liveBefore;
        if (allocated > bound || tensors > bound) throw new InvalidOperationException($"{which} took {allocated} bytes of managed and {tensors} of tensor memory, the bound is {bound}");
        return (refused, allocated + tensors);
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
        {
            // Headers are where lengths live: half of all edits go to the first hundred bytes.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(100, bytes.Count) : bytes.Count);
            switch (random.Next(9))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, bytes.Count - at); break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 4: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256))); break;
                // A digit for a digit keeps a text header well-formed and makes its numbers wrong.
                case 5: Digit(bytes, at, random); break;
                case 6: Splice(bytes, at, valid, random); break;
                case 7: Length(bytes, at, random); break;
                default:
                    for (var k = at; k < Math.Min(at + 8, bytes.Count); k++) bytes[k] = 0xFF;
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Digit(List<byte> bytes, int from, Random random)
    {
        for (var k = from; k < bytes.Count; k++)
        {
            if (!char.IsAsciiDigit((char)bytes[k])) continue;
            bytes[k] = (byte)('0' + random.Next(10));
            return;
        }
    }

    /// <summary>A piece of the file in another place, over what is there or between.</summary>
    private static void Splice(List<byte> bytes, int at, byte[] valid, Random random)
    {
        var from = random.Next(valid.Length);
        var piece = valid.AsSpan(from, random.Next(1, Math.Min(64, valid.Length - from) + 1));
        if (random.Next(2) == 0) bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
        bytes.InsertRange(at, piece.ToArray());
    }

    /// <summary>A number as lengths are written: of 2, 4 or 8 bytes in either order, at the edge of what it can be or a little off.</summary>
    private static void Length(List<byte> bytes, int at, Random random)
    {
        var width = 2 << random.Next(3);
        if (at + width > bytes.Count) return;
        var value = random.Next(6) switch { 0 => 0UL, 1 => ulong.MaxValue, 2 => ulong.MaxValue >> 1 >> (64 - (8 * width)), 3 => 1UL << ((8 * width) - 1), 4 => (ulong)bytes.Count, _ => (ulong)random.Next(1, 300) };
        var bigEndian = random.Next(2) == 0;
        for (var k = 0; k < width; k++) bytes[bigEndian ? at + width - 1 - k : at + k] = (byte)(value >> (8 * k));
    }
}
