namespace Elbo.Data;

/// <summary>A graph whose edges have no direction.</summary>
/// <param name="Nodes">N; they are numbered from 0.</param>
/// <param name="Features">F of each node, node after node [N · F]; empty where they have none.</param>
/// <param name="Labels">Class of each node [N], −1 where it is not known.</param>
/// <param name="Edges">Each once, the smaller node first, in order.</param>
internal sealed record Graph(int Nodes, float[] Features, long[] Labels, IReadOnlyList<(int From, int To)> Edges)
{
    /// <summary>F, features of a node.</summary>
    public int Width => Features.Length / Nodes;
}
