using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo decode runs/vae-mnist-1 codes.npy --out decoded.png</c>.</summary>
internal sealed class DecodeCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Argument<string> codes = new("codes") { Description = "File of codes, .npy, as `elbo encode` writes them" };
    private readonly Option<string> file = RunOptions.File("decoded.npy", "Where the result goes: .npy [N, D]; .png, a grid; .csv or .parquet, rows of the table the run was trained on");

    public DecodeCommand()
        : base("decode", "Turn codes back into data: means of p(x | z)")
    {
        Group = "Use a trained model";
        Add(run);
        Add(codes);
        foreach (var option in (Option[])[file, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo decode runs/vae-mnist-1 codes.npy --out decoded.png", "Look at what codes stand for, at most 10000 of them."),
            new("elbo decode runs/vae-mnist-1 codes.npy --out decoded.npy", "The numbers, for numpy.load."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var (source, target) = (given.GetRequiredValue(codes), given.GetRequiredValue(file));
        var (drawn, tabled) = (target.EndsWith(".png", StringComparison.OrdinalIgnoreCase), OutputTable.HasHeads(target));
        if (!drawn && !tabled && !target.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"--out {target}: the name must end in .npy, .png, .csv or .parquet");
        using var trained = RunOptions.Open(given, run, session);
        var (shape, type, decode) = Decoder(trained);
        var encoding = !tabled ? null
            : trained.Directory.ReadSchema().Encoding ?? throw new UsageException($"--out {target}: {trained.Directory.Path} was not trained on a table; use .npy or .png");
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        var z = Npy.Load(source);
        if (z.Rank == 0 || z.Size(0) == 0 || !z.Shape[1..].SequenceEqual(shape))
            throw new UsageException($"{source}: its shape is [{string.Join(", ", z.Shape.ToArray())}], the model of {trained.Directory.Path} takes [N, {string.Join(", ", shape)}]");
        if (z.DType.IsFloating() != type.IsFloating())
            throw new UsageException($"{source}: it holds {z.DType.Name()}, the codes of {trained.Directory.Path} are {type.Name()}");
        if (drawn && z.Size(0) > 10_000) throw new UsageException($"{source}: {z.Size(0)} codes are too many for one image (10000); use --out decoded.npy");
        z = z.To(type);
        if (trained.Model.As<IEncoder>() is { IsDirection: true }) CheckLengths(z, source, trained);
        var count = (int)z.Size(0);
        // Where the result cannot go is said before it is computed.
        ImageShape? image = drawn ? trained.ImageShape : null;
        OutputFile.Place(target);
        using var work = session.Progress.Begin("decode", count);
        var parts = new List<Tensor>();
        for (var done = 0; done < count; done += 1000)
        {
            session.Cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            parts.Add(scope.Keep(decode(z.Narrow(0, done, Math.Min(1000, count - done)))));
            work.Report(Math.Min(count, done + 1000));
        }
        work.Done();
        var x = Ops.Cat(parts.ToArray());
        if (image is { } shown) PngWriter.Save(shown.Grid(x), target);
        else if (encoding is not null) DecodedTable.Of(encoding, x).Save(target);
        else Npy.Save(target, x);
        session.Result(() => new() { ["examples"] = count, ["decoded"] = target }, text => text.WriteLine($"{target}  {count} examples"));
        return ExitCode.Fine;
    }

    // As f32 and a few printed digits leave it; a code of another length was never seen in training.
    private const double LengthError = 1e-3;

    private static void CheckLengths(Tensor z, string source, TrainedRun trained)
    {
        var lengths = z.Square().Sum([-1]).Sqrt().To(DType.F64).ToArray<double>();
        var wrong = Array.FindIndex(lengths, length => !(Math.Abs(length - 1) <= LengthError));
        if (wrong >= 0) throw new UsageException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{source}: row {wrong} has the length {lengths[wrong]:0.###}; the codes of {trained.Directory.Path} are directions, of length 1"));
    }

    private static (long[] Shape, DType Type, Func<Tensor, Tensor> Decode) Decoder(TrainedRun trained)
    {
        if (trained.Model.As<IDecoder>() is { } decoder) return ([decoder.LatentSize], DType.F32, decoder.Decode);
        var model = trained.Able<ICodeModel>("decode");
        if (model.DecoderCondition is { } told) throw new CommandException($"{trained.Directory.Path}: codes alone are not enough, its decoder is told the {told.Name}; see `elbo convert`");
        return ([.. model.Prior.Shape.Select(size => (long)size)], DType.I64, codes => model.DecodeCodes(codes));
    }
}
