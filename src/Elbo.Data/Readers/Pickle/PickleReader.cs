using System.Buffers.Binary;
using System.Text;

namespace Elbo.Data;

/// <summary>
/// Reads a Python pickle as plain values: numbers, texts (one character a byte), lists, tuples (arrays) and dictionaries. Nothing it names is
/// called: a call becomes a <see cref="PickledObject"/>. It knows what protocol 2 writes for arrays and dictionaries of numbers.
/// </summary>
internal sealed class PickleReader
{
    private static readonly object mark = new();

    private readonly byte[] data;
    private readonly string path;
    private readonly List<object?> stack = [];
    private readonly Dictionary<int, object?> memo = [];
    private int position;

    private PickleReader(byte[] data, string path) => (this.data, this.path) = (data, path);

    /// <exception cref="DataException">It is cut, or has a part that this reader does not know.</exception>
    public static object? Read(byte[] data, string path) => new PickleReader(data, path).Run();

    private object? Run()
    {
        while (true)
        {
            var at = position;
            var code = (char)Bytes(1)[0];
            if (code == '.') return Pop();
            if (!Step(code)) throw Damaged(at, $"an instruction '{(char.IsAsciiLetterOrDigit(code) ? code : '?')}' (0x{(int)code:x2}) that is not known");
        }
    }

    private bool Step(char code)
    {
        switch (code)
        {
            case '\x80': Bytes(1); return true;
            case '(': return Push(mark);
            case 'N': return Push(null);
            case '\x88': return Push(true);
            case '\x89': return Push(false);
            case 'K': return Push((long)Bytes(1)[0]);
            case 'M': return Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)));
            case 'J': return Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)));
            case 'U': return Push(Text(Bytes(1)[0]));
            case 'T': return Push(Text(BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))));
            case 'c': return Push(new PickledName($"{Line()} {Line()}"));
            case ']': return Push(new List<object?>());
            case '}': return Push(new Dictionary<object, object?>());
            case ')': return Push(Array.Empty<object?>());
            case '\x85': return Push(Pops(1));
            case '\x86': return Push(Pops(2));
            case '\x87': return Push(Pops(3));
            case 't': return Push(PopToMark());
            case 'q': return Keep(Bytes(1)[0]);
            case 'r': return Keep(BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)));
            case 'h': return Recall(Bytes(1)[0]);
            case 'j': return Recall(BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)));
            case 'R' or '\x81': return Call();
            case 'b': return Build();
            case 'a': return Append([Pop()]);
            case 'e': return Append(PopToMark());
            case 's': return SetItems(Pops(2));
            case 'u': return SetItems(PopToMark());
            default: return false;
        }
    }

    private bool Call()
    {
        var arguments = Pop() as object?[] ?? throw Damaged(position, "a call without arguments");
        var name = Pop() as PickledName ?? throw Damaged(position, "a call of something that has no name");
        return Push(new PickledObject(name.Name, arguments));
    }

    private bool Build()
    {
        var state = Pop();
        (Peek() as PickledObject ?? throw Damaged(position, "a state of something that has none")).State = state;
        return true;
    }

    private bool Append(object?[] values)
    {
        (Peek() as List<object?> ?? throw Damaged(position, "items of something that is no list")).AddRange(values);
        return true;
    }

    private bool SetItems(object?[] pairs)
    {
        var items = Peek() switch
        {
            Dictionary<object, object?> dictionary => dictionary,
            PickledObject made => made.Items,
            _ => throw Damaged(position, "entries of something that is no dictionary"),
        };
        if (pairs.Length % 2 != 0) throw Damaged(position, "a key without a value");
        for (var k = 0; k < pairs.Length; k += 2)
            items[pairs[k] as object is long or string ? pairs[k]! : throw Damaged(position, "a key that is neither number nor text")] = pairs[k + 1];
        return true;
    }

    private bool Push(object? value)
    {
        stack.Add(value);
        return true;
    }

    private bool Keep(int place)
    {
        memo[place] = Peek();
        return true;
    }

    private bool Recall(int place) => Push(memo.TryGetValue(place, out var value) ? value : throw Damaged(position, "a place that nothing was put in"));

    private object? Peek() => stack.Count > 0 && !ReferenceEquals(stack[^1], mark) ? stack[^1] : throw Damaged(position, "an instruction that lacks a value");

    private object? Pop()
    {
        var value = Peek();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] Pops(int count)
    {
        var values = new object?[count];
        for (var k = count - 1; k >= 0; k--) values[k] = Pop();
        return values;
    }

    private object?[] PopToMark()
    {
        var at = stack.LastIndexOf(mark);
        if (at < 0) throw Damaged(position, "a part without a beginning");
        var values = stack.GetRange(at + 1, stack.Count - at - 1).ToArray();
        stack.RemoveRange(at, stack.Count - at);
        return values;
    }

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > data.Length - position) throw new DataException($"{path}: cut: it ends at byte {data.Length}, in the middle of a pickle");
        position += count;
        return data.AsSpan(position - count, count);
    }

    private string Text(int length) => Encoding.Latin1.GetString(Bytes(length));

    private string Line()
    {
        var length = data.AsSpan(position).IndexOf((byte)'\n');
        var line = Text(length < 0 ? int.MaxValue : length);
        Bytes(1);
        return line;
    }

    private DataException Damaged(int at, string what) => new($"{path}: byte {at}: not a pickle of arrays: {what}");
}
