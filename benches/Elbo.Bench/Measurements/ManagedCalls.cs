using System.Diagnostics;
using Elbo.Torch;
using Elbo.Torch.Interop;

namespace Elbo.Bench.Measurements;

/// <summary>
/// Small operations through the binding, timed with all that belongs to them: wrapper, P/Invoke, boxed dispatch, the scope's
/// bookkeeping and the release of the result. A scope holds as many results as that of a small training step does.
/// </summary>
internal sealed class ManagedCalls : IDisposable
{
    private const int CallsPerScope = 64;

    private readonly TensorHolder holder = new("operands");
    private readonly Tensor a, b;

    public ManagedCalls()
    {
        using var scope = TensorScope.Enter();
        a = holder.Adopt(Tensor.Full([2, 2], 0.25));
        b = holder.Adopt(Tensor.Full([2, 2], 0.5));
        Operations =
        [
            ("add", n => { for (var k = 0; k < n; k++) a.Add(b); }),
            ("mm", n => { for (var k = 0; k < n; k++) a.Mm(b); }),
            ("tanh", n => { for (var k = 0; k < n; k++) a.Tanh(); }),
            ("view", n => { for (var k = 0; k < n; k++) a.View([4]); }),
            ("select", n => { for (var k = 0; k < n; k++) a.Select(0, 1); }),
            ("sum", n => { for (var k = 0; k < n; k++) a.Sum(); }),
        ];
    }

    /// <summary>Each calls its operation as often as told. The names are those of the C++ program.</summary>
    public IReadOnlyList<(string Name, Action<int> Call)> Operations { get; }

    /// <summary>Nanoseconds per call of one round.</summary>
    public static double Operation(Action<int> call, int calls)
    {
        var rounds = Math.Max(calls / CallsPerScope, 1);
        var begin = Stopwatch.GetTimestamp();
        for (var k = 0; k < rounds; k++)
        {
            using var scope = TensorScope.Enter();
            call(CallsPerScope);
        }

        return PerCall(begin, rounds * CallsPerScope);
    }

    /// <summary>A call into the shim that does nothing.</summary>
    public static double EmptyCall(int calls)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var k = 0; k < calls; k++) Native.elbo_abi();
        return PerCall(begin, calls);
    }

    /// <summary>Entering and leaving a scope that stays empty.</summary>
    public static double Scope(int calls)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var k = 0; k < calls; k++)
        {
            using var scope = TensorScope.Enter();
        }

        return PerCall(begin, calls);
    }

    /// <summary>Creating an uninitialised 2×2 tensor and freeing it with its scope.</summary>
    public static double CreateAndFree(int calls) => Operation(n => { for (var k = 0; k < n; k++) Tensor.Empty([2, 2]); }, calls);

    public void Dispose() => holder.Dispose();

    private static double PerCall(long begin, int calls) => Stopwatch.GetElapsedTime(begin).TotalNanoseconds / calls;
}
