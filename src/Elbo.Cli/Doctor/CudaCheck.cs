using System.Text.Json.Nodes;
using Elbo.Torch;

namespace Elbo.Cli.Doctor;

/// <summary>Whether <c>--device cuda</c> would work.</summary>
internal sealed class CudaCheck : ICheck
{
    public IEnumerable<Finding> Look()
    {
        if (!LoadedLibtorch.IsHere) yield break;
        var available = TorchRuntime.HasCuda;
        var hardware = Directory.Exists("/proc/driver/nvidia/gpus");
        JsonObject details = new() { ["available"] = available, ["hardware"] = hardware };
        yield return (available, hardware) switch
        {
            (true, _) => Finding.Ok("cuda", "available: --device cuda", details),
            (false, true) => Finding.Warn("cuda", "an NVIDIA processor is here, but this libtorch is built without CUDA",
                "set ELBO_LIBTORCH to the folder of a CUDA build of libtorch 2.x and run ./elbo again", details),
            _ => Finding.Ok("cuda", "none; everything runs on the CPU", details),
        };
    }
}
