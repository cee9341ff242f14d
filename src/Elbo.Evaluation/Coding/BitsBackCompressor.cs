using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Coding;

/// <summary>Compresses examples without loss by bits back, one after the other on one message, so that the bits the first one borrows are paid once.</summary>
public sealed class BitsBackCompressor
{
    /// <summary>Examples that are read, or looked at for the bound, side by side.</summary>
    private const int Rows = 250;

    private readonly IReadOnlyList<int> shape;
    private readonly byte[] hash;
    private readonly BitsBackCoder coder;
    private readonly int dimensions;

    /// <param name="model">In evaluation mode. Its numbers become f64 for good, as both sides compute in it.</param>
    /// <param name="shape">Of one example.</param>
    /// <param name="hash"><see cref="ModelHash"/> of the model as it was.</param>
    /// <exception cref="NotSupportedException">The model cannot be used; the message says what is missing.</exception>
    public BitsBackCompressor(Model model, IReadOnlyList<int> shape, byte[] hash)
    {
        (this.shape, this.hash) = (shape, hash);
        dimensions = shape.Aggregate(1, (product, size) => checked(product * size));
        coder = new(model, shape);
        model.To(Device.Cpu, DType.F64);
        coder.Prepare();
    }

    /// <summary>Reads examples and writes them.</summary>
    /// <param name="names">Of the examples, where they are images with names.</param>
    /// <param name="done">Called with the number of examples written.</param>
    /// <exception cref="InvalidOperationException">A number of an example is none of the values that the model knows.</exception>
    /// <exception cref="ArithmeticException">The model gives no probabilities.</exception>
    public (BitsBackExamples Examples, BitsBackContainer File) Compress(IDataset data, Split split, int limit, IReadOnlyList<string>? names = null, Action<int>? done = null, CancellationToken cancel = default)
    {
        var values = new List<ushort>();
        var count = 0;
        new OrderedBatches(data, split, Rows, limit).ForEach(batch =>
        {
            cancel.ThrowIfCancellationRequested();
            Add(values, batch.X, count);
            count += batch.Count;
        });
        ushort[] levels = [.. values];
        if ((long)count * dimensions > CodeContainer.MostCodes) throw new InvalidOperationException($"{count} examples of {dimensions} numbers are too many for one file ({CodeContainer.MostCodes}); take fewer with --limit");
        var message = AnsStack.Lending();
        // The last first, so that who reads gets the first first.
        for (var n = count - 1; n >= 0; n--)
        {
            cancel.ThrowIfCancellationRequested();
            coder.Push(message, levels.AsSpan(n * dimensions, dimensions), n);
            done?.Invoke(count - n);
        }
        return (new(levels, coder.Levels, count) { LentBits = 32.0 * message.Lent, MessageBits = message.Bits }, new()
        {
            ModelHash = hash,
            ValuesCrc = Crc(levels),
            Examples = count,
            Levels = coder.Levels,
            Lent = message.Lent,
            ExampleShape = shape,
            Names = names,
            Message = message.ToBytes(),
        });
    }

    /// <summary>The examples of a file.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="CodeContainerException">The file was made with another model, or is not what it says.</exception>
    public BitsBackExamples Decompress(BitsBackContainer file, string path, Action<int>? done = null, CancellationToken cancel = default)
    {
        if (!file.ModelHash.AsSpan().SequenceEqual(hash)) throw new CodeContainerException(path, "was made with another model, or with other weights of this one");
        if (!file.ExampleShape.SequenceEqual(shape) || file.Levels != coder.Levels) throw new CodeContainerException(path, "damaged: its shapes are not those of its model");
        try
        {
            var message = AnsStack.FromBytes(file.Message, file.Lent);
            // Memory grows with what was read, not with what the message is said to hold.
            var levels = new List<ushort>();
            for (var n = 0; n < file.Examples; n++)
            {
                cancel.ThrowIfCancellationRequested();
                CollectionsMarshal.SetCount(levels, (n + 1) * dimensions);
                coder.Pop(message, CollectionsMarshal.AsSpan(levels)[(n * dimensions)..], n);
                done?.Invoke(n + 1);
            }
            ushort[] all = [.. levels];
            if (message.IsAsLent && Crc(all) == file.ValuesCrc) return new(all, coder.Levels, file.Examples);
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException or ArithmeticException)
        {
            throw Damaged(path, failure);
        }
        throw Damaged(path, null);
    }

    /// <summary>Σ −log₂ of the bound at one draw of z for each example, bits: the length without rounding and without a beginning.</summary>
    public double BoundBits(BitsBackExamples examples, CancellationToken cancel = default)
    {
        var (bits, noise) = (0.0, new NoiseStream(1));
        for (var first = 0; first < examples.Count; first += Rows)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(Rows, examples.Count - first);
            bits += coder.BoundBits(examples.Values.AsSpan(first * dimensions, count * dimensions), noise);
        }
        return bits;
    }

    private void Add(List<ushort> values, Tensor x, int before)
    {
        var top = (float)(coder.Levels - 1);
        var numbers = x.To(DType.F32).ToArray<float>();
        for (var n = 0; n < numbers.Length; n++)
        {
            var level = MathF.Round(numbers[n] * top);
            // To the bit: what comes back is level / top.
            if (!(level >= 0 && level <= top) || level / top != numbers[n])
                throw new InvalidOperationException($"example {before + (n / dimensions)} has a number {numbers[n]:R}, and the model knows the {coder.Levels} values {(coder.Levels == 2 ? "0 and 1" : $"0, 1/{top}, …, 1")} alone");
            values.Add((ushort)level);
        }
    }

    private static CodeContainerException Damaged(string path, Exception? inner) => new(path, "its examples do not come out as they went in: it is damaged, or was written by another version of the coder", inner);

    private static uint Crc(ushort[] levels) => Crc32.Of(MemoryMarshal.AsBytes(levels.AsSpan()));
}
