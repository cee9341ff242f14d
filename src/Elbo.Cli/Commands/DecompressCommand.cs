using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Coding;
using Elbo.Runs.Coding;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo decompress runs/vq-vae-mnist-1 photos.elbo photos/</c>.</summary>
internal sealed class DecompressCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Argument<string> source = new("in") { Description = "A file that `elbo compress` wrote with this run" };
    private readonly Argument<string> target = new("out") { Description = "A folder for a PNG each; or a name with .png, one image or a grid; or with .npy, [N, D]" };
    private readonly Option<bool> codes = new("--codes") { Description = "Write the codes in place of the data, i64 .npy [N, …]", Arity = ArgumentArity.Zero };

    public DecompressCommand()
        : base("decompress", "Turn a compressed file back into images, arrays or codes")
    {
        Group = "Use a trained model";
        Add(run);
        Add(source);
        Add(target);
        foreach (var option in (Option[])[codes, SharedOptions.Weights, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo decompress runs/vq-vae-mnist-1 photos.elbo back/", "A folder of PNGs under the names they had."),
            new("elbo decompress runs/vq-vae-mnist-1 digits.elbo codes.npy --codes", "The very codes that went in, for numpy.load."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var (path, place) = (given.GetRequiredValue(source), given.GetRequiredValue(target));
        var output = DecodedOutput.For(place, given.GetValue(codes));
        var file = ElboContainerReader.Read(path);
        using var trained = RunOptions.Open(given, run, session);
        var compressor = CodedRun.Compressor(trained, "decompress");
        output.Check(file);
        using var outer = TensorScope.Enter();
        using var work = session.Progress.Begin("decompress", file.Examples);
        var examples = compressor.Decompress(file, path, done => work.Report(done), session.Cancel);
        output.Write(examples, session.Cancel);
        work.Done();
        session.Result(
            () => new() { ["file"] = path, ["examples"] = file.Examples, ["codes_per_example"] = (file as CodeContainer)?.CodesPerExample, ["written"] = place },
            text => text.WriteLine($"{place}  {file.Examples} example{(file.Examples == 1 ? "" : "s")}"));
        return ExitCode.Fine;
    }
}
