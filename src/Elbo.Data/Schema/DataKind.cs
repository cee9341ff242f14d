namespace Elbo.Data;

/// <summary>What one example is. Most models take one kind.</summary>
public enum DataKind
{
    /// <summary>Real numbers of one shape: an image, audio, a video, the row of a table.</summary>
    Array,

    /// <summary>A text as the number of times it has each word: x [V] counts them, <c>words</c> is their sum.</summary>
    WordCounts,

    /// <summary>A text as its words in order: x [T] has their numbers in a vocabulary, and that of the end behind the last.</summary>
    WordSequences,

    /// <summary>Vectors in no order: x [n, D].</summary>
    Set,

    /// <summary>A graph: x [N, F] has features of its nodes, <c>edges</c> [2, E] joins them. A data set has one, which is its only example.</summary>
    Graph,
}

/// <summary>Kinds in words.</summary>
public static class DataKinds
{
    /// <summary>For a message about many examples: <c>arrays of numbers (images, audio, video, tables)</c>.</summary>
    public static string Describe(this DataKind kind) => kind switch
    {
        DataKind.WordCounts => "counts of words",
        DataKind.WordSequences => "sequences of words",
        DataKind.Set => "sets of vectors",
        DataKind.Graph => "a graph",
        _ => "arrays of numbers (images, audio, video, tables)",
    };
}
