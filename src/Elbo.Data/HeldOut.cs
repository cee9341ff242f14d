namespace Elbo.Data;

/// <summary>How many training examples become the validation split.</summary>
internal static class HeldOut
{
    /// <summary>Size of the validation split: its own, or as many as asked for from the end of the training examples.</summary>
    /// <param name="own">Examples of a validation split of its own; null where there is none.</param>
    /// <exception cref="DataException">The count leaves no training example, or contradicts the data set's own.</exception>
    public static int Count(string id, int asked, int train, int? own)
    {
        if (own is { } count)
        {
            return asked == 0 || asked == count ? count
                : throw new DataException($"{id}: has a validation split of its own with {count} examples; a validation count of {asked} cannot be chosen (leave it 0)");
        }

        return asked >= 0 && asked < Math.Max(train, 1) ? asked
            : throw new DataException($"{id}: a validation split of {asked} cannot be taken from {train} training examples");
    }
}
