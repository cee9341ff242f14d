using System.Globalization;
using Elbo.Torch.IO;
using Parquet;
using Parquet.Schema;

namespace Elbo.Data;

/// <summary>Reads a table from a Parquet file; lists and nested columns are left out with a note.</summary>
internal static class ParquetTable
{
    private const long MostFileBytes = 1L << 30;

    /// <summary>Cells that any file may claim; larger ones as many as so many bytes can hold.</summary>
    private const long CellsOfAny = 1 << 17;

    /// <summary>How the elements of a column are appended, by what the library has them as.</summary>
    private static readonly Dictionary<Type, Action<TableColumn, ParquetRowGroupReader, DataField, int>> readers = new()
    {
        [typeof(string)] = Texts,
        [typeof(ReadOnlyMemory<char>)] = Texts,
        [typeof(double)] = Values<double>,
        [typeof(float)] = Values<float>,
        [typeof(long)] = Values<long>,
        [typeof(int)] = Values<int>,
        [typeof(short)] = Values<short>,
        [typeof(sbyte)] = Values<sbyte>,
        [typeof(byte)] = Values<byte>,
        [typeof(ushort)] = Values<ushort>,
        [typeof(uint)] = Values<uint>,
        [typeof(ulong)] = Values<ulong>,
        [typeof(decimal)] = Values<decimal>,
        [typeof(bool)] = Values<bool>,
        [typeof(DateTime)] = Values<DateTime>,
        [typeof(DateOnly)] = Values<DateOnly>,
        [typeof(TimeSpan)] = Values<TimeSpan>,
        [typeof(TimeOnly)] = Values<TimeOnly>,
        [typeof(Guid)] = Values<Guid>,
    };

    /// <param name="textsOf">Columns whose every text is asked for later.</param>
    /// <exception cref="DataException">The file cannot be read, is damaged, or has no column of plain values.</exception>
    public static Table Read(string path, TableOptions options, IReadOnlySet<string> textsOf) => PackedFile.Guard(path, () =>
    {
        var length = new FileInfo(path).Length;
        if (length > MostFileBytes) throw new DataException($"{path}: {length} bytes, at most {MostFileBytes} are read of a table");
        try
        {
            return Read(new MemoryStream(File.ReadAllBytes(path)), path, options, textsOf);
        }
        // The library answers damage with exceptions of many kinds; it believes the size of a page, up to 2 GiB, before it reads one.
        catch (Exception e) when (e is not (DataException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException))
        {
            throw new DataException($"{path}: not a Parquet file, or damaged ({Printed.Plain(e.Message)}). {Datasets.Kinds} are read", e);
        }
    });

    private static Table Read(MemoryStream file, string path, TableOptions options, IReadOnlySet<string> textsOf)
    {
        var reader = Now(ParquetReader.CreateAsync(file, new ParquetOptions { TreatByteArrayAsString = true }, leaveStreamOpen: true));
        try
        {
            var (notes, cells) = (new List<string>(), new CellReader(decimalComma: false, options.MissingMarks));
            var fields = new List<DataField>();
            foreach (var field in reader.Schema.Fields)
            {
                if (field is DataField { IsArray: false } plain && readers.ContainsKey(plain.ClrType)) fields.Add(plain);
                else notes.Add($"column '{Printed.Name(field.Name)}' holds no plain values and is left out");
            }

            var columns = fields.Select(f => new TableColumn(f.Name.Trim(), cells, textsOf.Contains(f.Name.Trim()))).ToList();
            var left = Math.Max(CellsOfAny, file.Length * PackedFile.MaxDeflateRatio / sizeof(double));
            for (var g = 0; g < reader.RowGroupCount; g++)
            {
                using var group = reader.OpenRowGroupReader(g);
                var rows = group.RowCount;
                left -= rows < 0 ? long.MaxValue : Math.BigMul(rows, Math.Max(fields.Count, 1), out var low) == 0 && low >= 0 ? low : long.MaxValue;
                if (left < 0) throw new DataException($"{path}: damaged: claims more rows than {file.Length} bytes can hold");
                for (var f = 0; f < fields.Count; f++) readers[fields[f].ClrType](columns[f], group, fields[f], (int)rows);
            }

            return columns.Count > 0 ? Table.Of(path, columns, null, notes) : throw new DataException($"{path}: has no column of plain values");
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static void Texts(TableColumn column, ParquetRowGroupReader group, DataField field, int rows)
    {
        var texts = new string?[rows];
        Now(group.ReadAsync(field, texts.AsMemory()!));
        foreach (var text in texts) column.Add(text);
    }

    private static void Values<T>(TableColumn column, ParquetRowGroupReader group, DataField field, int rows)
        where T : struct
    {
        if (field.IsNullable)
        {
            var values = new T?[rows];
            Now(group.ReadAsync<T>(field, values.AsMemory()));
            foreach (var value in values) column.Add(value is { } known ? Text(known) : "");
        }
        else
        {
            var values = new T[rows];
            Now(group.ReadAsync<T>(field, values.AsMemory()));
            foreach (var value in values) column.Add(Text(value));
        }
    }

    private static string Text<T>(T value)
        where T : struct => value switch
        {
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            bool truth => truth ? "true" : "false",
            DateTime date => date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => $"{value}",
        };

    // The stream is in memory: nothing waits.
    private static T Now<T>(Task<T> work) => work.GetAwaiter().GetResult();

    private static void Now(ValueTask work) => work.AsTask().GetAwaiter().GetResult();

    private static void Now(Task work) => work.GetAwaiter().GetResult();
}
