using Elbo.Cli.Shell;

namespace Elbo.Cli.Commands;

/// <summary>The whole command line. A new command is a class in this folder and a line here.</summary>
internal static class ElboCommand
{
    private static readonly IReadOnlyList<Example> examples =
    [
        new("elbo demo", "The main job on real data: train on MNIST, evaluate, write a report."),
        new("elbo train vae --data mnist --epochs 20", "Train with your own settings."),
        new("elbo evaluate runs/vae-mnist-1", "Bounds in nats with standard errors."),
        new("elbo doctor", "Is this machine ready, and is it as fast as it can be?"),
        new("elbo data get mnist", "Fetch MNIST, check its hashes and keep it."),
    ];

    private static readonly IReadOnlyList<(string, string)> variables =
    [
        ("ELBO_DATA", "folder of data sets that are already here; never written to"),
        ("ELBO_CACHE", "where fetched data is kept; ~/.cache/elbo unless set"),
        ("ELBO_LIBTORCH", "folder of a libtorch (include/ and lib/) in place of the system's"),
        ("ELBO_TRACE", "1: print the stack of an error as well"),
    ];

    public static ProgramRoot Create() => new("elbo", "Train, evaluate and sample variational autoencoders",
        new DemoCommand(),
        new TrainCommand(),
        new ResumeCommand(),
        new EvaluateCommand(),
        new ReproduceCommand(),
        new SampleCommand(),
        new ReconstructCommand(),
        new ClassifyCommand(),
        new EncodeCommand(),
        new NeighboursCommand(),
        new DecodeCommand(),
        new CompressCommand(),
        new DecompressCommand(),
        new CodebookCommand(),
        new InterpolateCommand(),
        new TraverseCommand(),
        new ConvertCommand(),
        new ProbeCommand(),
        new RolloutCommand(),
        new ScoreCommand(),
        new ImputeCommand(),
        new CompareCommand(),
        new ModelsCommand(),
        new VerbFamily("data", "List, fetch and check data sets", "Data", new DataListCommand(), new DataInfoCommand(), new DataShowCommand(), new DataGetCommand(), new DataCheckCommand())
        {
            Examples = [new("elbo data list", "What there is, and what is already here."), new("elbo data get mnist", "Fetch one.")],
        },
        new StudyCommand(),
        new SelfCheckCommand(),
        new DoctorCommand())
    {
        Examples = examples,
        Variables = variables,
        Elsewhere = new Dictionary<string, string> { ["bench"] = "speed is measured by ./bench in the source folder" },
    };
}
