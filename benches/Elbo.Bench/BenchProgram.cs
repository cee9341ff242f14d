using Elbo.Bench.Commands;
using Elbo.Cli.Shell;

namespace Elbo.Bench;

/// <summary>Every measurement of speed. A new one is a class in <c>Commands</c> and a line here.</summary>
internal static class BenchProgram
{
    public static ProgramRoot Create() => new("bench", "Measure what Elbo costs on this machine",
        new TrainCommand(),
        new EvaluateCommand(),
        new AisCommand(),
        new DirectionsCommand(),
        new EncodeCommand(),
        new DataCommand(),
        new OverheadCommand(),
        new MemoryCommand(),
        new QuantizerCommand(),
        new SamplingCommand())
    {
        Examples =
        [
            new("./bench train --peer", "A training step beside plain PyTorch's."),
            new("./bench overhead", "What a small operation costs through the binding."),
            new("./bench overhead --json", "The same for a script."),
        ],
        Variables =
        [
            ("ELBO_DATA", "folder of data sets that are already here; never written to"),
            ("ELBO_LIBTORCH", "folder of a libtorch (include/ and lib/) in place of the system's"),
            ("CXX", "compiler of the direct calls that `overhead` compares with; g++ unless set"),
        ],
    };
}
