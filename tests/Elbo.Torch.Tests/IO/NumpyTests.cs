using System.ComponentModel;
using System.Diagnostics;
using Elbo.Testing;
using Elbo.Torch.IO;

namespace Elbo.Torch.Tests.IO;

/// <summary>Files exchanged with numpy itself, where Debian's python3-numpy is installed.</summary>
[NoLeak]
public sealed class NumpyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Arrays_that_numpy_wrote_are_read()
    {
        Python("""
            import numpy as np
            x = np.arange(24, dtype='f8').reshape(2, 3, 4)
            np.save('c.npy', x)
            np.save('f.npy', np.asfortranarray(x))
            np.savez('s.npz', a=x.astype('f4'), b=np.array(7), c=np.zeros((0, 3), bool))
            np.savez_compressed('d.npz', a=np.arange(100000) % 7)
            """);
        using var scope = TensorScope.Enter();
        var expected = Enumerable.Range(0, 24).Select(i => (double)i).ToArray();
        Npy.Load(folder["c.npy"]).ToArray<double>().ShouldBe(expected);
        Npy.Load(folder["f.npy"]).ToArray<double>().ShouldBe(expected);
        var stored = Npz.Load(folder["s.npz"]);
        stored["a"].Shape.ToArray().ShouldBe([2, 3, 4]);
        stored["b"].ToInt64().ShouldBe(7);
        stored["c"].Shape.ToArray().ShouldBe([0, 3]);
        Npz.Load(folder["d.npz"])["a"].ToArray<long>().ShouldBe(Enumerable.Range(0, 100000).Select(i => (long)(i % 7)));
    }

    [Fact]
    public void Numpy_reads_what_was_written()
    {
        using var scope = TensorScope.Enter();
        Npy.Save(folder["x.npy"], Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3).Permute([1, 0]));
        Npy.Save(folder["s.npy"], Tensor.From<bool>([true]).Reshape([]));
        Python("""
            import numpy as np
            x = np.load('x.npy')
            assert x.dtype == np.float32 and x.tolist() == [[1, 4], [2, 5], [3, 6]], x
            s = np.load('s.npy')
            assert s.dtype == bool and s.shape == () and s, s
            """);
    }

    [Fact]
    public void A_saved_safetensors_file_is_what_the_format_says()
    {
        using var scope = TensorScope.Enter();
        SafetensorsWriter.Save(folder["m"], [("w", Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3)), ("i", Tensor.From<long>([-5]))]);
        Python("""
            import json, struct, numpy as np
            b = open('m', 'rb').read()
            n, = struct.unpack('<Q', b[:8])
            h = json.loads(b[8:8 + n])
            read = lambda k, t: np.frombuffer(b[8 + n:][slice(*h[k]['data_offsets'])], t).reshape(h[k]['shape'])
            assert n % 8 == 0 and h['w']['dtype'] == 'F32' and h['i']['dtype'] == 'I64'
            assert read('w', '<f4').tolist() == [[1, 2, 3], [4, 5, 6]] and read('i', '<i8').tolist() == [-5]
            """);
    }

    public void Dispose() => folder.Dispose();

    private void Python(string code)
    {
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            WorkingDirectory = folder.Root,
            RedirectStandardError = true,
            ArgumentList = { "-c", code },
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (errors.Contains("No module named 'numpy'")) Assert.Skip("python3-numpy is not installed");
            process.ExitCode.ShouldBe(0, errors);
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed");
        }
    }
}
