namespace Elbo.Data;

/// <summary>Examples that people know by a name: the file they were in, the line of a table, or a column of its own.</summary>
public interface INamedExamples
{
    /// <summary>What names are, as the head of a column: <c>file</c>, <c>line</c> or the name of the table's column; null where examples have none.</summary>
    string? NamesAre { get; }

    /// <summary>The name of an example; null where it has none.</summary>
    string? NameOf(Split split, long example);
}
