using System.Buffers.Binary;

namespace Elbo.Evaluation.Coding;

/// <summary>
/// A message as a stack of symbols: range asymmetric numeral systems (Duda 2013, arXiv 1311.2540) with a head of 64 bits and a tail of 32-bit words. What
/// was pushed last is popped first. Push and pop are exact inverses, in either order: popping a symbol that nobody pushed draws it from its distribution out
/// of the message's own bits, and pushing it again restores them (bits back, Townsend et al. 2019, arXiv 1901.04866).
/// </summary>
public sealed class AnsStack
{
    /// <summary>Largest r of frequencies that are parts of 2^r.</summary>
    public const int MostPrecision = 32;

    private const int HeadBytes = 8, WordBytes = 4;

    /// <summary>The head is at least this, except for a moment inside push and pop.</summary>
    private const ulong Least = 1UL << 32;

    private readonly List<uint> tail;
    private readonly bool lends;
    private ulong head;
    private ulong? key;

    /// <summary>An empty message.</summary>
    public AnsStack()
        : this([])
    {
    }

    /// <summary>A message that has words to lend, for whoever pops before pushing.</summary>
    public AnsStack(ReadOnlySpan<uint> words) => (head, tail) = (Least, [.. words]);

    private AnsStack(bool lends)
        : this([]) => this.lends = lends;

    /// <summary>An empty message for whoever pops before pushing: below its end are words of a fixed sequence without end, of which as many are lent as are needed.</summary>
    public static AnsStack Lending() => new(lends: true);

    /// <summary>Words that <see cref="Lending"/> has lent: they are part of the message from then on, and paid for once.</summary>
    public int Lent { get; private set; }

    /// <summary>Whether every symbol has been popped that was pushed on a message that lends: what is left is what it had lent.</summary>
    public bool IsAsLent => head == Least && tail.Count == Lent && tail.Index().All(t => t.Item == LentWord(tail.Count - 1 - t.Index));

    /// <summary>
    /// Pops in <paramref name="draws"/> see the message's bits turned over by a pattern of their own. Bits of a message are even only as far as the model that wrote them is right; what a symbol is
    /// drawn from must be even whatever it is.
    /// </summary>
    /// <param name="pattern">A number that <see cref="Return"/> is given again.</param>
    public void Draw(ulong pattern, Action draws)
    {
        head ^= Pattern(pattern, int.MinValue);
        key = pattern;
        draws();
        key = null;
    }

    /// <summary>Undoes <see cref="Draw"/>: pushes in <paramref name="returns"/>, of what was popped there, from the last to the first.</summary>
    public void Return(ulong pattern, Action returns)
    {
        key = pattern;
        returns();
        key = null;
        head ^= Pattern(pattern, int.MinValue);
    }

    /// <summary>Whether every symbol that was pushed has been popped.</summary>
    public bool IsEmpty => head == Least && tail.Count == 0;

    /// <summary>Information in the message, bits; 0 for an empty one.</summary>
    public double Bits => Math.Log2(head) - 32 + (32.0 * tail.Count);

    /// <summary>Length of <see cref="ToBytes"/>.</summary>
    public int ByteCount => HeadBytes + (WordBytes * tail.Count);

    /// <summary>Puts a symbol on top: −log₂(frequency / 2^precision) bits.</summary>
    /// <param name="start">Sum of the frequencies of the symbols before it.</param>
    /// <param name="frequency">Its own, at least 1; with <paramref name="start"/> at most 2^precision.</param>
    /// <param name="precision">r: frequencies are parts of 2^r, r from 0 to 32.</param>
    public void Push(ulong start, ulong frequency, int precision)
    {
        Check(start, frequency, precision);
        // A certain symbol says nothing; its bound below would not fit 64 bits.
        if (frequency == 1UL << precision) return;
        if (head >= frequency << (64 - precision))
        {
            tail.Add(Turned((uint)head, tail.Count));
            head >>= 32;
        }
        var (quotient, remainder) = Math.DivRem(head, frequency);
        head = (quotient << precision) + remainder + start;
    }

    /// <summary>A number below 2^precision that lies in the interval [start, start + frequency) of the symbol on top.</summary>
    public ulong Peek(int precision) => head & ((1UL << precision) - 1);

    /// <summary>Takes the symbol on top off. It is the one whose interval has <see cref="Peek"/>.</summary>
    /// <inheritdoc cref="Push" path="/param"/>
    /// <exception cref="EndOfStreamException">The message has no more words; it was not made by pushes of these symbols.</exception>
    public void Pop(ulong start, ulong frequency, int precision)
    {
        Check(start, frequency, precision);
        if (frequency == 1UL << precision) return;
        var next = (frequency * (head >> precision)) + Peek(precision) - start;
        if (next < Least)
        {
            if (tail.Count > 0)
            {
                next = (next << 32) | Turned(tail[^1], tail.Count - 1);
                tail.RemoveAt(tail.Count - 1);
            }
            else
            {
                if (!lends) throw new EndOfStreamException("the message ends before its last symbol");
                next = (next << 32) | Turned(LentWord(Lent), -1);
                Lent++;
            }
        }
        head = next;
    }

    /// <summary>The whole message: head, then the words of the tail from the bottom, little-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[ByteCount];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, head);
        for (var k = 0; k < tail.Count; k++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(HeadBytes + (WordBytes * k)), tail[k]);
        return bytes;
    }

    /// <summary>The message that <see cref="ToBytes"/> gave.</summary>
    /// <param name="lent">Words that it had lent.</param>
    /// <exception cref="InvalidDataException">It cannot have.</exception>
    public static AnsStack FromBytes(ReadOnlySpan<byte> bytes, int lent = 0)
    {
        if (bytes.Length < HeadBytes || (bytes.Length - HeadBytes) % WordBytes != 0) throw new InvalidDataException($"a message of {bytes.Length} bytes is no head and whole words");
        var words = new uint[(bytes.Length - HeadBytes) / WordBytes];
        for (var k = 0; k < words.Length; k++) words[k] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(HeadBytes + (WordBytes * k))..]);
        var head = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return head >= Least ? new(words) { head = head, Lent = lent } : throw new InvalidDataException($"a message with a head of {head} was never written");
    }

    /// <summary>A word between head and tail; which one it is, both sides know by its distance from the place where the message began.</summary>
    private uint Turned(uint word, int place) => key is { } pattern ? word ^ Pattern(pattern, place - Lent) : word;

    private static uint LentWord(int k) => Mixed((ulong)k);

    private static uint Pattern(ulong pattern, int place) => Mixed(((pattern + 1) << 32) ^ (uint)place);

    /// <summary>As even as random numbers: SplitMix64 (Steele, Lea &amp; Flood 2014).</summary>
    private static uint Mixed(ulong k)
    {
        var z = 0x9E3779B97F4A7C15 * (k + 1);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (uint)(z ^ (z >> 31));
    }

    private static void Check(ulong start, ulong frequency, int precision)
    {
        if ((uint)precision > MostPrecision) throw new ArgumentOutOfRangeException(nameof(precision), precision, "frequencies are parts of 2^0 to 2^32");
        var whole = 1UL << precision;
        if (frequency == 0 || frequency > whole || start > whole - frequency)
            throw new ArgumentOutOfRangeException(nameof(frequency), $"the interval of {frequency} from {start} on is not within 2^{precision}");
    }
}
