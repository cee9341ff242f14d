using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Sets of n examples of one class each (Edwards &amp; Storkey 2017, arXiv 1606.02185, §4): x [B, n, D], with the class of each set [B]. A pass has as many sets as make up
/// the examples; classes come in turn of their share, members without repetition within a set. Every batch is a function of the seed, the
/// epoch and its place.
/// </summary>
public sealed class ClassSets : IBatchPlan
{
    private const uint StateMark = 0x31534345; // "ECS1"
    private const int StateBytes = 28;

    private readonly IDataset data;
    private readonly int batchSize, size;
    private readonly ulong seed, noiseSeed;
    private readonly List<long[]> classes;
    private readonly int sets;

    /// <param name="data">Borrowed; with labels.</param>
    /// <param name="batchSize">B, sets in a batch; the last of a pass may have fewer.</param>
    /// <param name="size">n, examples in a set.</param>
    /// <param name="seeds">The streams <c>data-order</c> and <c>data-noise</c> are taken from it.</param>
    /// <exception cref="DataException">No labels, or no class with n training examples.</exception>
    public ClassSets(IDataset data, int batchSize, int size, SeedStreams seeds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        (this.data, this.batchSize, this.size) = (data, batchSize, size);
        (seed, noiseSeed) = (seeds.Seed("data-order"), seeds.Seed("data-noise"));
        classes = [.. Labels(data).Index().GroupBy(l => l.Item).OrderBy(g => g.Key).Select(g => g.Select(l => (long)l.Index).ToArray()).Where(c => c.Length >= size)];
        if (classes.Count == 0) throw new DataException($"{data.Info.Id}: no class has the {size} training examples of a set");
        sets = Math.Max(1, classes.Sum(c => c.Length) / size);
    }

    /// <inheritdoc/>
    public long Epoch { get; private set; }

    /// <summary>Sets handed out in the current pass.</summary>
    public int Position { get; private set; }

    /// <inheritdoc/>
    public int BatchesPerPass => (sets + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        batch = null;
        var count = Math.Min(batchSize, sets - Position);
        if (count == 0)
        {
            (Epoch, Position) = (Epoch + 1, 0);
            return false;
        }
        var members = new long[count * size];
        for (var k = 0; k < count; k++) Choose(Position + k, members.AsSpan(k * size, size));
        var flat = data.Draw(Split.Train, members, CounterRandom.Mix(noiseSeed, (ulong)Epoch));
        batch = new(flat.X.View([count, size, -1]), flat.Labels?.View([count, size]).Select(1, 0), Tensor.Arange(count) + (long)Position);
        Position += count;
        return true;
    }

    /// <inheritdoc/>
    public byte[] GetState()
    {
        var state = new byte[StateBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(state, StateMark);
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(4), seed);
        BinaryPrimitives.WriteInt64LittleEndian(state.AsSpan(12), Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(state.AsSpan(20), Position);
        BinaryPrimitives.WriteInt32LittleEndian(state.AsSpan(24), sets);
        return state;
    }

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes || BinaryPrimitives.ReadUInt32LittleEndian(state) != StateMark) throw new DataException("not the state of a plan of sets");
        if (BinaryPrimitives.ReadUInt64LittleEndian(state[4..]) != seed) throw new DataException("the state of the plan of sets belongs to another seed");
        if (BinaryPrimitives.ReadInt32LittleEndian(state[24..]) != sets) throw new DataException("the state of the plan of sets is for other data");
        var (epoch, position) = (BinaryPrimitives.ReadInt64LittleEndian(state[12..]), BinaryPrimitives.ReadInt32LittleEndian(state[20..]));
        if (epoch < 0 || position < 0 || position > sets) throw new DataException($"the state of the plan of sets is damaged: epoch {epoch}, position {position}");
        (Epoch, Position) = (epoch, position);
    }

    // A class by its share of the examples, then n of its members by the first n places of a shuffle.
    private void Choose(int place, Span<long> members)
    {
        var random = new CounterRandom(CounterRandom.Mix(CounterRandom.Mix(seed, (ulong)Epoch), (ulong)place));
        var one = random.Below((uint)classes.Sum(c => c.Length));
        var k = 0;
        while (one >= classes[k].Length) one -= (uint)classes[k++].Length;
        var moved = new Dictionary<uint, uint>();
        for (var n = 0u; n < members.Length; n++)
        {
            var j = n + random.Below((uint)classes[k].Length - n);
            members[(int)n] = classes[k][moved.GetValueOrDefault(j, j)];
            moved[j] = moved.GetValueOrDefault(n, n);
        }
    }

    private static List<long> Labels(IDataset data)
    {
        List<long> labels = [];
        new OrderedBatches(data, Split.Train, 1000).ForEach(batch => labels.AddRange((batch.Labels ?? throw new DataException($"{data.Info.Id}: sets of one class need labels")).ToArray<long>()));
        return labels;
    }
}
