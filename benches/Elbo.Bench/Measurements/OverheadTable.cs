using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Measurements;

/// <summary>One operation: nanoseconds through Elbo and called directly from C++.</summary>
internal sealed record OverheadRow(string Case, double Elbo, double Direct)
{
    public double Overhead => Elbo - Direct;

    public JsonObject ToJson() => new()
    {
        ["case"] = Case,
        ["elbo_ns"] = Json.Number(Elbo, 1),
        ["direct_ns"] = Json.Number(Direct, 1),
        ["overhead_ns"] = Json.Number(Overhead, 1),
    };
}

/// <summary>What the binding costs, in nanoseconds: medians over rounds in which both sides take turns.</summary>
internal sealed record OverheadTable(IReadOnlyList<OverheadRow> Rows, double EmptyCall, double Scope, double Tensor)
{
    /// <summary>What an operation may cost on top of a direct call.</summary>
    public const double Budget = 500;

    private const int CallsPerRound = 20_000;
    private const int ManagedRounds = 9;
    private const int DirectCallsPerRound = 2_000;

    public static OverheadTable Measure(DirectCalls direct, int turns, Session session)
    {
        var threads = TorchRuntime.Threads;
        TorchRuntime.Threads = 1;
        try
        {
            using var managed = new ManagedCalls();
            Dictionary<string, List<double>> elbo = managed.Operations.ToDictionary(o => o.Name, _ => new List<double>());
            Dictionary<string, List<double>> cpp = managed.Operations.ToDictionary(o => o.Name, _ => new List<double>());
            List<double> call = [], scope = [], tensor = [];
            WarmUp(managed);
            using var work = session.Progress.Begin("bench overhead", turns);
            for (var turn = 1; turn <= turns; turn++)
            {
                foreach (var (name, operation) in managed.Operations) elbo[name].Add(Repeat(session, () => ManagedCalls.Operation(operation, CallsPerRound)));
                call.Add(Repeat(session, () => ManagedCalls.EmptyCall(CallsPerRound * 10)));
                scope.Add(Repeat(session, () => ManagedCalls.Scope(CallsPerRound * 10)));
                tensor.Add(Repeat(session, () => ManagedCalls.CreateAndFree(CallsPerRound)));
                foreach (var (name, time) in direct.Run(DirectCallsPerRound, session.Cancel))
                    if (cpp.TryGetValue(name, out var times)) times.Add(time);
                work.Report(turn);
            }

            work.Done();
            return new([.. managed.Operations.Select(o => new OverheadRow(o.Name, Median.Of(elbo[o.Name]), Median.Of(cpp[o.Name])))],
                Median.Of(call), Median.Of(scope), Median.Of(tensor));
        }
        finally
        {
            TorchRuntime.Threads = threads;
        }
    }

    public JsonObject ToJson() => new()
    {
        ["bench"] = "overhead",
        ["budget_ns"] = Budget,
        ["within_budget"] = Rows.All(r => r.Overhead <= Budget),
        ["rows"] = Json.Array(Rows.Select(r => (JsonNode?)r.ToJson())),
        ["empty_call_ns"] = Json.Number(EmptyCall, 1),
        ["scope_ns"] = Json.Number(Scope, 1),
        ["tensor_ns"] = Json.Number(Tensor, 1),
    };

    public void Write(TextWriter text)
    {
        text.WriteLine("Operations on 2×2 float32 tensors, one thread, nanoseconds per call with the release of the result");
        text.WriteLine($"{"op",-8} {"elbo_ns",9} {"direct_ns",9} {"difference",10}");
        foreach (var row in Rows) text.WriteLine($"{row.Case,-8} {row.Elbo,9:0} {row.Direct,9:0} {row.Overhead,10:0}{(row.Overhead > Budget ? "  over budget" : "")}");
        text.WriteLine($"budget: at most {Budget:0} ns on top of a direct C++ call");
        text.WriteLine($"empty P/Invoke {EmptyCall:0.0} ns, empty scope {Scope:0.0} ns, create and free a tensor {Tensor:0} ns");
    }

    private static double Repeat(Session session, Func<double> round)
    {
        session.Cancel.ThrowIfCancellationRequested();
        return Median.Of(Enumerable.Range(0, ManagedRounds).Select(_ => round()).ToList());
    }

    /// <summary>Long enough for the runtime to have compiled every loop and wrapper in its last tier.</summary>
    private static void WarmUp(ManagedCalls managed)
    {
        for (var round = 0; round < 4; round++)
        {
            foreach (var (_, operation) in managed.Operations) ManagedCalls.Operation(operation, CallsPerRound);
            ManagedCalls.EmptyCall(CallsPerRound);
            ManagedCalls.Scope(CallsPerRound);
            ManagedCalls.CreateAndFree(CallsPerRound);
            // Tiering waits for a pause in compilation before it starts.
            Thread.Sleep(150);
        }
    }
}
