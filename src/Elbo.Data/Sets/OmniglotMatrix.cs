namespace Elbo.Data;

/// <summary>The 28 by 28 Omniglot of Burda et al., the file <c>chardata.mat</c>.</summary>
internal static class OmniglotMatrix
{
    private const int Size = OmniglotImages.Size;

    /// <summary>Training and test images with the characters as labels.</summary>
    /// <exception cref="DataException">The file cannot be read or has arrays of other shapes.</exception>
    public static (RawImages Train, RawImages Test) Read(string path)
    {
        var arrays = MatReader.Load(path, "data", "target", "targetchar", "testdata", "testtarget", "testtargetchar");
        var train = (Images: Images(arrays, "data", path), Characters: Characters(arrays, "target", "targetchar", path));
        var test = (Images: Images(arrays, "testdata", path), Characters: Characters(arrays, "testtarget", "testtargetchar", path));
        if (train.Images.Length != train.Characters.Count * Size * Size || test.Images.Length != test.Characters.Count * Size * Size)
            throw new DataException($"{path}: has not as many labels as images");
        // A character is its alphabet and its number there; both sets have the same ones.
        var numbers = train.Characters.Concat(test.Characters).Distinct().Order().Select((c, i) => (c, i)).ToDictionary(p => p.c, p => (long)p.i);
        RawImages Set((byte[] Images, List<(int, int)> Characters) part) => new(part.Images, [.. part.Characters.Select(c => numbers[c])], [1, Size, Size]);
        return (Set(train), Set(test));
    }

    /// <summary>[784, N]: each column is an image, its columns one after the other.</summary>
    private static byte[] Images(Dictionary<string, MatArray> arrays, string name, string path)
    {
        var array = arrays[name];
        if (array.Shape is not [Size * Size, _]) throw new DataException($"{path}: '{name}' is [{string.Join(", ", array.Shape)}], expected [{Size * Size}, N]");
        return ColumnMajor.ToRows(array.ToBytes($"{path}: '{name}'", 255), Size, Size);
    }

    /// <summary>Alphabet from the one row of [50, N] that is 1, number in it from [1, N].</summary>
    private static List<(int Alphabet, int Number)> Characters(Dictionary<string, MatArray> arrays, string alphabets, string characters, string path)
    {
        var (alphabet, character) = (arrays[alphabets], arrays[characters]);
        if (alphabet.Shape is not [var rows and > 0, var count] || character.Count != count)
            throw new DataException($"{path}: '{alphabets}' is [{string.Join(", ", alphabet.Shape)}] and '{characters}' has {character.Count} elements");
        return [.. Enumerable.Range(0, count).Select(i => (Enumerable.Range(0, rows).MaxBy(r => alphabet.At((i * rows) + r)), (int)character.At(i)))];
    }
}
