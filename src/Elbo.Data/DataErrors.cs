namespace Elbo.Data;

/// <summary>Work on many files at once.</summary>
internal static class DataErrors
{
    /// <summary>Runs independent pieces of work on all cores.</summary>
    /// <exception cref="DataException">Of those that were thrown the first by its message, so that the same files give the same error.</exception>
    public static void Parallel(int count, Action<int> work)
    {
        try
        {
            System.Threading.Tasks.Parallel.For(0, count, work);
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<DataException>().OrderBy(x => x.Message, StringComparer.Ordinal).FirstOrDefault() is { } first)
        {
            throw new DataException(first.Message, e);
        }
    }
}
