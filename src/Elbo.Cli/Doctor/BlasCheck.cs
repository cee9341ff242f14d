using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Elbo.Torch;

namespace Elbo.Cli.Doctor;

/// <summary>
/// Which library does the matrix products. OpenBLAS with its own threads under libtorch's OpenMP takes up to three times as long
/// for a training step, because two sets of threads then wait for each other.
/// </summary>
internal sealed class BlasCheck : ICheck
{
    public IEnumerable<Finding> Look()
    {
        if (!LoadedLibtorch.IsHere) yield break;
        var files = MappedLibraries.Named("libblas.so").Concat(MappedLibraries.Named("libopenblas")).ToList();
        if (files.Count == 0)
        {
            var within = MappedLibraries.Named("libmkl").Count > 0 || TorchRuntime.BuildConfiguration.Contains("Math Kernel Library", StringComparison.Ordinal);
            yield return within
                ? Finding.Ok("blas", "Intel MKL, part of this libtorch")
                : Finding.Ok("blas", "part of this libtorch");
            yield break;
        }

        // Debian's libblas.so.3 may be a thin front of libopenblas.so.0: ask whichever answers.
        var open = files.Select(OpenBlas.At).FirstOrDefault(b => b is not null);
        var path = files[0];
        if (open is null)
        {
            yield return Finding.Warn("blas", $"{path}, not OpenBLAS: many times slower", Remedy, new JsonObject { ["file"] = path });
            yield break;
        }

        JsonObject details = new() { ["file"] = path, ["config"] = open.Config, ["core"] = open.Core, ["openmp"] = open.SharesOpenMp };
        var found = $"{Short(open.Config)} with {open.ThreadingName}, {open.Core} kernels, {path}";
        yield return open.SharesOpenMp ? Finding.Ok("blas", found, details) : Finding.Warn("blas", found, Remedy, details);
    }

    private static string Short(string config) => string.Join(' ', config.Split(' ').Take(2));

    /// <summary>The exact commands for Debian.</summary>
    private static string Remedy
    {
        get
        {
            var triple = $"{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu";
            var folder = $"/usr/lib/{triple}/openblas-openmp";
            var sudo = Environment.UserName == "root" ? "" : "sudo ";
            var install = File.Exists($"{folder}/libblas.so.3") ? "" : $"{sudo}apt-get install -y libopenblas0-openmp && ";
            return install + string.Join(" && ", new[] { "libblas.so.3", "liblapack.so.3" }.Select(l => $"{sudo}update-alternatives --set {l}-{triple} {folder}/{l}"));
        }
    }
}
