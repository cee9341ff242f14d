using System.Text.Json.Nodes;
using Elbo.Torch;

namespace Elbo.Cli.Doctor;

/// <summary>libtorch and the shim: version, and the files in use.</summary>
internal sealed class LibtorchCheck : ICheck
{
    public IEnumerable<Finding> Look()
    {
        if (LoadedLibtorch.Problem is { } problem)
        {
            yield return Finding.Fail("libtorch", problem, "run ./elbo from the source folder: it installs and builds what is missing");
            yield break;
        }

        var file = MappedLibraries.Named("libtorch_cpu.so").FirstOrDefault() ?? "unknown file";
        var shim = MappedLibraries.Named("libelbo_torch.so").FirstOrDefault() ?? "unknown file";
        yield return Finding.Ok("libtorch", $"{TorchRuntime.Version}, {file}", new JsonObject { ["version"] = TorchRuntime.Version, ["file"] = file });
        yield return Finding.Ok("binding", shim, new JsonObject { ["file"] = shim });
    }
}
