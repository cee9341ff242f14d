using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Videos that a simulator makes: what would have happened under other actions can be asked for.</summary>
public interface ISimulation : IDataset
{
    /// <summary>Names of the actions by number.</summary>
    IReadOnlyList<string> Actions { get; }

    /// <summary>Videos that begin as the examples do and go on under the given actions.</summary>
    /// <param name="split">The split.</param>
    /// <param name="examples">B indices in [0, Count(split)).</param>
    /// <param name="actions">Numbers of actions [B, T − 1], I64: action t leads from frame t to frame t + 1.</param>
    /// <returns>[B, T·C·H·W] F32, of the current scope.</returns>
    /// <exception cref="ArgumentException">The actions are no such tensor, or one is unknown.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the split.</exception>
    Tensor Simulate(Split split, ReadOnlySpan<long> examples, Tensor actions);
}
