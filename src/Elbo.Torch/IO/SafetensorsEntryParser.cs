using System.Text.Json;

namespace Elbo.Torch.IO;

/// <summary>Reads one <c>{"dtype":…,"shape":[…],"data_offsets":[begin,end]}</c> and checks it against the length of the data.</summary>
internal static class SafetensorsEntryParser
{
    public static TensorEntry Parse(ref Utf8JsonReader reader, string name, long dataLength, string file)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad(file, name, "its entry is not an object");
        string? dtypeName = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype":
                    Once(dtypeName, file, name, field);
                    if (reader.TokenType != JsonTokenType.String) throw Bad(file, name, "dtype is not a string");
                    dtypeName = reader.GetString()!;
                    break;
                case "shape":
                    Once(shape, file, name, field);
                    shape = Integers(ref reader, FileShape.MaxRank, SafetensorsError.BadShape, file, name, field);
                    break;
                case "data_offsets":
                    Once(offsets, file, name, field);
                    offsets = Integers(ref reader, 2, SafetensorsError.BadOffsets, file, name, field);
                    break;
                default:
                    throw Bad(file, name, $"unknown field '{SafetensorsException.Shown(field)}'");
            }
        }

        if (dtypeName is null) throw Bad(file, name, "dtype is missing");
        if (shape is null) throw Bad(file, name, "shape is missing");
        if (offsets is null) throw Bad(file, name, "data_offsets is missing");
        return Check(name, dtypeName, shape, offsets, dataLength, file);
    }

    private static TensorEntry Check(string name, string dtypeName, long[] shape, long[] offsets, long dataLength, string file)
    {
        if (!SafetensorsDTypes.TryParse(dtypeName, out var dtype))
        {
            throw SafetensorsDTypes.IsInFormat(dtypeName)
                ? new SafetensorsException(SafetensorsError.UnsupportedDType, file, name, $"dtype {dtypeName} is not supported (F32, F64, BF16, I64, U8 and BOOL are)")
                : new SafetensorsException(SafetensorsError.UnknownDType, file, name, $"unknown dtype '{SafetensorsException.Shown(dtypeName)}'");
        }

        if (!FileShape.TryByteLength(shape, DTypes.Size(dtype), out var bytes))
            throw new SafetensorsException(SafetensorsError.BadShape, file, name, $"shape {FileShape.Format(shape)} is negative or too large");
        if (offsets.Length != 2) throw new SafetensorsException(SafetensorsError.BadOffsets, file, name, "data_offsets is not a pair");
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin < 0 || begin > end)
            throw new SafetensorsException(SafetensorsError.BadOffsets, file, name, $"data_offsets [{begin}, {end}] are negative or reversed");
        if (end > dataLength)
            throw new SafetensorsException(SafetensorsError.BadOffsets, file, name, $"data_offsets [{begin}, {end}] reach beyond the {dataLength} bytes of data; the file is cut or its header wrong");
        if (end - begin != bytes)
            throw new SafetensorsException(SafetensorsError.SizeMismatch, file, name, $"{end - begin} bytes for {dtypeName} {FileShape.Format(shape)}, which takes {bytes}");
        return new TensorEntry(name, dtype, shape, begin, end);
    }

    private static long[] Integers(ref Utf8JsonReader reader, int most, SafetensorsError error, string file, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad(file, name, $"{field} is not an array");
        var values = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number) throw Bad(file, name, $"{field} holds something that is not a number");
            if (!reader.TryGetInt64(out var value)) throw new SafetensorsException(error, file, name, $"{field} holds a number that is no 64-bit integer");
            if (values.Count == most) throw new SafetensorsException(error, file, name, $"{field} has more than {most} numbers");
            values.Add(value);
        }

        return [.. values];
    }

    private static void Once(object? seen, string file, string name, string field)
    {
        if (seen is not null) throw new SafetensorsException(SafetensorsError.DuplicateKey, file, name, $"{field} occurs twice");
    }

    private static SafetensorsException Bad(string file, string name, string reason) => new(SafetensorsError.BadEntry, file, name, reason);
}
