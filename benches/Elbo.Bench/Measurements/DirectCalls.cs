using System.Text.Json;
using Elbo.Cli.Shell;
using Elbo.Runs.Sessions;

namespace Elbo.Bench.Measurements;

/// <summary>The same small operations called from C++ without any binding: <c>native/bench/op_overhead.cpp</c>, built on demand.</summary>
internal sealed class DirectCalls
{
    private const string Source = "native/bench/op_overhead.cpp";

    private readonly string program;

    private DirectCalls(string program) => this.program = program;

    /// <summary>Compiles it where its source is newer than the program, which takes half a minute.</summary>
    /// <exception cref="CommandException">No source folder, no compiler, or no libtorch headers.</exception>
    public static DirectCalls Build(Session session)
    {
        var root = SourceTree.RootWith(Source);
        var source = Path.Combine(root, Source);
        var program = Path.Combine(root, "artifacts", "bench", "op_overhead");
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) >= File.GetLastWriteTimeUtc(source)) return new(program);
        session.Note($"building {Source}, once, about half a minute");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        // Under another name first: an interrupted compiler leaves no program that looks finished.
        var partial = $"{program}.{Environment.ProcessId}";
        try
        {
            ChildProgram.Run(Environment.GetEnvironmentVariable("CXX") is { Length: > 0 } compiler ? compiler : "g++", Arguments(source, partial), session.Cancel);
            File.Move(partial, program, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }

        return new(program);
    }

    /// <summary>Nanoseconds per call, by operation: medians of one run of the program.</summary>
    public IReadOnlyDictionary<string, double> Run(int callsPerRound, CancellationToken cancel)
    {
        Dictionary<string, double> times = new(StringComparer.Ordinal);
        foreach (var line in ChildProgram.Run(program, [$"{callsPerRound}"], cancel, ("OMP_NUM_THREADS", "1")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var row = JsonDocument.Parse(line);
            times[row.RootElement.GetProperty("op").GetString()!] = row.RootElement.GetProperty("ns").GetDouble();
        }

        return times;
    }

    private static IEnumerable<string> Arguments(string source, string target)
    {
        var own = Environment.GetEnvironmentVariable("ELBO_LIBTORCH");
        string[] includes = own is { Length: > 0 } ? [$"-I{own}/include", $"-I{own}/include/torch/csrc/api/include", $"-L{own}/lib", $"-Wl,-rpath,{own}/lib"] : ["-I/usr/include/torch/csrc/api/include"];
        return ["-O2", "-std=c++17", source, "-o", target, .. includes, "-ltorch_cpu", "-lc10"];
    }
}
