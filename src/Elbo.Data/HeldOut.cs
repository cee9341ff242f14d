using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Which rows of a data set's training files are trained on and which are held out for validation. Held out is a seeded draw in which every
/// class has its share, so that files sorted by class lose none; it depends on the rows and the options alone, not on a run's seed.
/// </summary>
internal sealed class HeldOut
{
    /// <summary>Most rows that are held out unasked.</summary>
    public const int Most = 5_000;

    // Of fewer rows than this a tenth is no example, and of any other part no figure could be trusted.
    private const int Fewest = 10;

    private readonly int[]? train, validation;
    private readonly ulong seed;

    private HeldOut(int rows, int own) => (Train, Validation) = (rows, own);

    private HeldOut(int[] train, int[] validation, ulong seed)
    {
        (this.train, this.validation, this.seed) = (train, validation, seed);
        (Train, Validation) = (train.Length, validation.Length);
    }

    /// <summary>Rows that are trained on.</summary>
    public int Train { get; }

    /// <summary>Examples of the validation split: its own, or those held out.</summary>
    public int Validation { get; }

    /// <summary>What of it decides the examples that are handed out.</summary>
    public string Description => train is null ? $"validation {Validation}" : $"validation {Validation} seed {seed}";

    /// <summary>Decides by the options: as many rows as asked for, or unasked a tenth and at most <see cref="Most"/> where there is no validation split.</summary>
    /// <param name="rows">In the training files.</param>
    /// <param name="own">Examples of a validation split of its own; null where there is none.</param>
    /// <param name="classOf">Class of a row; null where rows have none.</param>
    /// <exception cref="DataException">The count leaves no training example, or contradicts the data set's own.</exception>
    public static HeldOut Of(string id, DataOptions options, int rows, int? own, Func<int, long>? classOf)
    {
        var asked = options.ValidationCount;
        if (own is { } count)
        {
            return asked is null or 0 || asked == count ? new(rows, count)
                : throw new DataException($"{id}: has a validation split of its own with {count} examples; a validation count of {asked} cannot be chosen (leave it out)");
        }

        var held = asked ?? (rows < Fewest ? 0 : Math.Min(rows / 10, Most));
        if (held < 0 || held >= Math.Max(rows, 1)) throw new DataException($"{id}: a validation split of {held} cannot be taken from {rows} training examples");
        if (held == 0) return new(rows, 0);
        var validation = Draw(rows, held, classOf, new SeedStreams(options.ValidationSeed).Seed("validation"));
        var isHeld = new bool[rows];
        foreach (var row in validation) isHeld[row] = true;
        return new([.. Enumerable.Range(0, rows).Where(row => !isHeld[row])], validation, options.ValidationSeed);
    }

    /// <summary>The file's row of an example; that of its own validation files where it has such.</summary>
    public int Row(Split split, long example) => split switch
    {
        Split.Train when train is not null => train[example],
        Split.Validation when validation is not null => validation[example],
        _ => (int)example,
    };

    /// <summary>The rows of a split in its order; null where it has all rows of a file in theirs.</summary>
    public long[]? Rows(Split split) => (split switch { Split.Train => train, Split.Validation => validation, _ => null })?.Select(row => (long)row).ToArray();

    /// <summary>Whether a split is a part of the training files.</summary>
    public bool IsFromTraining(Split split) => split == Split.Train || (split == Split.Validation && validation is not null);

    /// <summary>In a shuffled order, so that the first of them are of all classes too.</summary>
    private static int[] Draw(int rows, int held, Func<int, long>? classOf, ulong seed)
    {
        var order = SeededOrder.Of(rows, seed);
        if (classOf is null) return order[..held];
        // One row of each class stays to be trained on as long as the others can give enough.
        var spare = order.CountBy(classOf).Select(c => (Class: c.Key, Rows: (long)c.Value - 1)).ToList();
        var all = Math.Max(spare.Sum(c => c.Rows), 1);
        long shared = Math.Min(held, all);
        var quota = spare.ToDictionary(c => c.Class, c => shared * c.Rows / all);
        // What rounding leaves goes to the largest fractions.
        foreach (var (one, _) in spare.OrderByDescending(c => shared * c.Rows % all).Take((int)(held - quota.Values.Sum()))) quota[one]++;
        return [.. order.Where(row => quota[classOf(row)]-- > 0)];
    }
}
