namespace Elbo.Torch.Tests.IO;

/// <summary>Damages valid files at random and checks that a reader answers with a value or with its own exception.</summary>
internal static class Mutation
{
    /// <summary>
    /// What a reader may allocate on the managed heap, and as tensors, for a small file: buffers of streams and decompressors, and
    /// the exception with its message. A trusted length would ask for far more.
    /// </summary>
    private const long AllocationBound = 4 << 20;

    /// <summary>Reads <paramref name="count"/> mutants of <paramref name="valid"/>; returns how many were refused.</summary>
    public static int Run<TException>(byte[] valid, int count, int seed, string file, Action<string> read)
        where TException : Exception
    {
        var random = new System.Random(seed);
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(file, Mutate(valid, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var liveBefore = TorchRuntime.LiveBytes;
            TorchRuntime.ResetPeak();
            try
            {
                read(file);
            }
            catch (TException e)
            {
                refused++;
                e.Message.ShouldNotContain("\n");
                e.Message.ShouldContain(Path.GetFileName(file));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"mutant {i} of seed {seed} gave {e.GetType()}: {e.Message}", e);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(AllocationBound, $"mutant {i} of seed {seed}");
            (TorchRuntime.PeakBytes - liveBefore).ShouldBeLessThan(AllocationBound, $"tensor memory, mutant {i} of seed {seed}");
        }

        return refused;
    }

    private static byte[] Mutate(byte[] valid, System.Random random)
    {
        var bytes = valid.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            // Headers are where lengths live: half of all edits go to the first hundred bytes.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(100, bytes.Count) : Math.Max(1, bytes.Count));
            if (bytes.Count == 0) break;
            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, bytes.Count - at); break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 4: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256))); break;
                // A digit for a digit keeps a text header well-formed and makes its numbers wrong.
                case 5: Digit(bytes, at, random); break;
                default:
                    for (var k = at; k < Math.Min(at + 8, bytes.Count); k++) bytes[k] = 0xFF;
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Digit(List<byte> bytes, int from, System.Random random)
    {
        for (var k = from; k < bytes.Count; k++)
        {
            if (!char.IsAsciiDigit((char)bytes[k])) continue;
            bytes[k] = (byte)('0' + random.Next(10));
            return;
        }
    }
}
