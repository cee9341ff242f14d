using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Endless passes in which every batch has examples with a label beside ones without (Kingma et al. 2014, arXiv 1406.5298, §3.2): a pass goes once through those without, and those with one
/// come round as often as it takes. The field <see cref="Weight"/> [B] says how much an example counts, so that the mean over a batch is that over all training examples in expectation. Every
/// batch is a function of the seed, the epoch and its place.
/// </summary>
public sealed class LabelledBatches : IBatchPlan
{
    /// <summary>Name of the field of weights, of mean 1 over a batch.</summary>
    public const string Weight = "weight";

    private const uint StateMark = 0x31424C45; // "ELB1"
    private const int StateBytes = 28;

    private readonly IDataset data;
    private readonly ulong orderSeed, noiseSeed;
    private readonly long[] labelled, others;
    private readonly int ofLabelled, ofOthers;
    private long permutedEpoch = -1;
    private long[] order = [];

    private LabelledBatches(IDataset data, long[] labelled, long[] others, int ofLabelled, int ofOthers, SeedStreams seeds)
    {
        (this.data, this.labelled, this.others, this.ofLabelled, this.ofOthers) = (data, labelled, others, ofLabelled, ofOthers);
        (orderSeed, noiseSeed) = (seeds.Seed("data-order"), seeds.Seed("data-noise"));
    }

    /// <inheritdoc/>
    public long Epoch { get; private set; }

    /// <summary>Examples without a label handed out in the current pass.</summary>
    public int Position { get; private set; }

    /// <inheritdoc/>
    public int BatchesPerPass => (others.Length + ofOthers - 1) / ofOthers;

    /// <summary>The plan for data of which some say a factor; single shuffled examples where all do or none does.</summary>
    /// <param name="data">Borrowed.</param>
    /// <param name="factor">Place of the factor in <see cref="Batch.Factors"/>.</param>
    /// <param name="batchSize">B, examples in a batch of both kinds together; 1 takes one of each.</param>
    /// <param name="share">Part of a batch that has a label at least, in (0, 1).</param>
    /// <param name="seeds">The streams <c>data-order</c> and <c>data-noise</c> are taken from it.</param>
    public static IBatchPlan Of(IDataset data, int factor, int batchSize, double share, SeedStreams seeds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        List<long> labelled = [], others = [];
        if (data.Info.Factors[factor].IsPartlyKnown)
        {
            new OrderedBatches(data, Split.Train, 1000).ForEach(batch =>
            {
                var levels = batch.Factors!.Select(1, factor).ToArray<long>();
                for (var b = 0; b < levels.Length; b++) (levels[b] < 0 ? others : labelled).Add(labelled.Count + others.Count);
            });
        }

        if (labelled.Count == 0 || others.Count == 0) return new BatchPlan(data, Split.Train, batchSize, seeds);
        // At least their share among all, so that each is seen as often as the others.
        var of = (int)Math.Ceiling(batchSize * Math.Max(share, labelled.Count / (double)(labelled.Count + others.Count)));
        of = Math.Clamp(of, 1, Math.Max(1, batchSize - 1));
        return new LabelledBatches(data, [.. labelled], [.. others], Math.Min(of, labelled.Count), Math.Max(1, batchSize - of), seeds);
    }

    /// <inheritdoc/>
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        batch = null;
        var count = Math.Min(ofOthers, others.Length - Position);
        if (count == 0)
        {
            (Epoch, Position) = (Epoch + 1, 0);
            return false;
        }

        if (permutedEpoch != Epoch) (order, permutedEpoch) = (Shuffled(others, (ulong)Epoch, 0), Epoch);
        long[] examples = [.. Labelled(Position / ofOthers), .. order.AsSpan(Position, count)];
        var all = labelled.Length + others.Length;
        var (known, unknown) = ((float)labelled.Length * examples.Length / ((float)ofLabelled * all), (float)others.Length * examples.Length / ((float)count * all));
        var drawn = data.Draw(Split.Train, examples, CounterRandom.Mix(noiseSeed, (ulong)Epoch));
        batch = drawn.With(Weight, Tensor.From([.. examples.Select((_, b) => b < ofLabelled ? known : unknown)]));
        Position += count;
        return true;
    }

    /// <inheritdoc/>
    public byte[] GetState()
    {
        var state = new byte[StateBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(state, StateMark);
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(4), orderSeed);
        BinaryPrimitives.WriteInt64LittleEndian(state.AsSpan(12), Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(state.AsSpan(20), Position);
        BinaryPrimitives.WriteInt32LittleEndian(state.AsSpan(24), others.Length);
        return state;
    }

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes || BinaryPrimitives.ReadUInt32LittleEndian(state) != StateMark) throw new DataException("not the state of a plan of labelled batches");
        if (BinaryPrimitives.ReadUInt64LittleEndian(state[4..]) != orderSeed) throw new DataException("the state of the plan of labelled batches belongs to another seed");
        if (BinaryPrimitives.ReadInt32LittleEndian(state[24..]) != others.Length) throw new DataException("the state of the plan of labelled batches is for other data");
        var (epoch, position) = (BinaryPrimitives.ReadInt64LittleEndian(state[12..]), BinaryPrimitives.ReadInt32LittleEndian(state[20..]));
        if (epoch < 0 || position < 0 || position > others.Length) throw new DataException($"the state of the plan of labelled batches is damaged: epoch {epoch}, position {position}");
        (Epoch, Position) = (epoch, position);
    }

    // Of an endless row of shuffles, those of a place.
    private IEnumerable<long> Labelled(int place)
    {
        var (round, shuffled) = (-1L, labelled);
        for (var k = 0; k < ofLabelled; k++)
        {
            var at = (long)place * ofLabelled + k;
            if (at / labelled.Length != round)
            {
                round = at / labelled.Length;
                shuffled = Shuffled(labelled, (ulong)Epoch, (ulong)round + 1);
            }

            yield return shuffled[at % labelled.Length];
        }
    }

    private long[] Shuffled(long[] examples, ulong epoch, ulong round)
    {
        long[] result = [.. examples];
        new CounterRandom(CounterRandom.Mix(CounterRandom.Mix(orderSeed, epoch), round)).Shuffle<long>(result);
        return result;
    }
}
