using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Endless shuffled passes over a split, for training. Order and noise of an epoch are functions of the seed and the epoch's
/// number, so the whole state is an epoch and a position, and a resumed plan goes on bit for bit. Of examples of different lengths
/// (<see cref="IRaggedExamples"/>) batches are of like lengths, so that there is little padding; which batch comes when stays shuffled.
/// </summary>
public sealed class BatchPlan : IBatchPlan
{
    private const uint StateMark = 0x31504245; // "EBP1"
    private const int StateBytes = 36;

    // Batches whose examples are sorted by length together: more leave less padding, fewer keep batches more different from epoch to epoch.
    private const int Pool = 50;

    private readonly IDataset data;
    private readonly Split split;
    private readonly int batchSize;
    private readonly bool dropLast;
    private readonly ulong orderSeed;
    private readonly ulong noiseSeed;
    private readonly long[] order;
    private long permutedEpoch = -1;
    private long announcedEpoch = -1;

    /// <param name="data">Borrowed.</param>
    /// <param name="split">Which part to pass over; it must not be empty.</param>
    /// <param name="batchSize">Examples per batch, at least 1.</param>
    /// <param name="seeds">The streams <c>data-order</c> and <c>data-noise</c> are taken from it.</param>
    /// <param name="dropLast">Leave out the last batch of an epoch where it would be smaller.</param>
    /// <exception cref="DataException">An epoch would have no batch.</exception>
    public BatchPlan(IDataset data, Split split, int batchSize, SeedStreams seeds, bool dropLast = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        this.data = data;
        this.split = split;
        this.batchSize = batchSize;
        this.dropLast = dropLast;
        orderSeed = seeds.Seed("data-order");
        noiseSeed = seeds.Seed("data-noise");
        order = new long[data.Count(split)];
        if (BatchesPerPass == 0)
            throw new DataException($"{data.Info.Id}: the {split.ToString().ToLowerInvariant()} split has {order.Length} examples, no batch of {batchSize}");
    }

    /// <summary>Passes completed.</summary>
    public long Epoch { get; private set; }

    /// <summary>Examples handed out in the current pass.</summary>
    public int Position { get; private set; }

    /// <inheritdoc/>
    public int BatchesPerPass => dropLast ? order.Length / batchSize : (int)(((long)order.Length + batchSize - 1) / batchSize);

    /// <summary>Draws the next batch into the current scope; false once at the end of each epoch, after which the next one begins.</summary>
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        batch = null;
        var size = Math.Min(batchSize, order.Length - Position);
        if (size == 0 || (dropLast && size < batchSize))
        {
            Epoch++;
            Position = 0;
            return false;
        }

        Permute();
        if (announcedEpoch != Epoch) (data as IReadAhead)?.Announce(split, order.AsSpan(Position), batchSize);
        announcedEpoch = Epoch;
        batch = data.Draw(split, order.AsSpan(Position, size), CounterRandom.Mix(noiseSeed, (ulong)Epoch));
        Position += size;
        return true;
    }

    /// <summary>Goes to the first batch of a pass, which is a function of its number.</summary>
    /// <param name="epoch">From 0.</param>
    public void StartAt(long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        (Epoch, Position) = (epoch, 0);
    }

    /// <summary>Where the plan stands, for a checkpoint.</summary>
    public byte[] GetState()
    {
        var state = new byte[StateBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(state, StateMark);
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(4), orderSeed);
        BinaryPrimitives.WriteInt64LittleEndian(state.AsSpan(12), order.Length);
        BinaryPrimitives.WriteInt64LittleEndian(state.AsSpan(20), Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(state.AsSpan(28), Position);
        return state;
    }

    /// <summary>Goes on from a state that a plan of the same seed and split gave.</summary>
    /// <exception cref="DataException">The bytes are no such state, or belong to another seed or number of examples.</exception>
    public void SetState(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes || BinaryPrimitives.ReadUInt32LittleEndian(state) != StateMark)
            throw new DataException("not the state of a batch plan");
        var examples = BinaryPrimitives.ReadInt64LittleEndian(state[12..]);
        if (examples != order.Length) throw new DataException($"the batch plan's state is for {examples} examples, there are {order.Length}");
        if (BinaryPrimitives.ReadUInt64LittleEndian(state[4..]) != orderSeed) throw new DataException("the batch plan's state belongs to another seed");
        var epoch = BinaryPrimitives.ReadInt64LittleEndian(state[20..]);
        var position = BinaryPrimitives.ReadInt64LittleEndian(state[28..]);
        if (epoch < 0 || position < 0 || position > order.Length) throw new DataException($"the batch plan's state is damaged: epoch {epoch}, position {position}");
        Epoch = epoch;
        Position = (int)position;
        announcedEpoch = -1;
    }

    /// <summary>Shuffled from the identity, so that an epoch's order needs no history.</summary>
    private void Permute()
    {
        if (permutedEpoch == Epoch) return;
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var random = new CounterRandom(CounterRandom.Mix(orderSeed, (ulong)Epoch));
        random.Shuffle<long>(order);
        if (data is IRaggedExamples ragged) SortByLength(ragged, random);
        permutedEpoch = Epoch;
    }

    private void SortByLength(IRaggedExamples ragged, CounterRandom random)
    {
        // What is left over is the last batch, which is smaller.
        var batches = order.Length / batchSize;
        for (var first = 0; first < batches; first += Pool)
        {
            var pool = order.AsSpan(first * batchSize, Math.Min(Pool, batches - first) * batchSize);
            var keys = new long[pool.Length];
            // Of like lengths the shuffled order holds.
            for (var i = 0; i < keys.Length; i++) keys[i] = ((long)ragged.LengthOf(split, pool[i]) << 32) + i;
            keys.AsSpan().Sort(pool);
        }

        for (var i = batches - 1; i > 0; i--)
        {
            var j = (int)random.Below((uint)i + 1);
            if (i == j) continue;
            for (var k = 0; k < batchSize; k++)
                (order[i * batchSize + k], order[j * batchSize + k]) = (order[j * batchSize + k], order[i * batchSize + k]);
        }
    }
}
