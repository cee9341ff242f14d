using System.CommandLine;
using Elbo.Bench.Measurements;
using Elbo.Cli.Shell;
using Elbo.Torch;

namespace Elbo.Bench.Commands;

/// <summary><c>./bench overhead</c>.</summary>
internal sealed class OverheadCommand : Verb
{
    private const int UsualTurns = 7;

    private readonly Option<int?> turns = OptionKinds.WholeNumber("--turns", "N", $"How often both sides take turns; {UsualTurns} unless given", least: 1, most: 1000);

    public OverheadCommand()
        : base("overhead", "Measure what a small operation costs through the binding, against direct C++")
    {
        Add(turns);
        Add(SharedOptions.Json);
        Examples =
        [
            new("./bench overhead", "The table; builds the C++ side first, once."),
            new("./bench overhead --json", "One object with rows of case, elbo_ns, direct_ns, overhead_ns."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        TorchRuntime.Verify();
        var table = OverheadTable.Measure(DirectCalls.Build(session), given.GetValue(turns) ?? UsualTurns, session);
        session.Result(table.ToJson, table.Write);
        return ExitCode.Fine;
    }
}
