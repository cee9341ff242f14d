using Elbo.Testing;
using Elbo.Torch.IO;

namespace Elbo.Torch.Tests.IO;

[NoLeak]
public sealed class FileMutationTests : IDisposable
{
    private const int Short = Mutation.Few;
    private const int Long = Mutation.Many;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Damaged_safetensors_files_load_or_are_refused() => Safetensors(Short);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_safetensors_files_load_or_are_refused() => Safetensors(Long);

    [Fact]
    public void Damaged_npy_files_load_or_are_refused() => Arrays(Short);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_npy_files_load_or_are_refused() => Arrays(Long);

    [Fact]
    public void Damaged_npz_files_load_or_are_refused() => Archives(Short);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_npz_files_load_or_are_refused() => Archives(Long);

    public void Dispose() => folder.Dispose();

    private void Safetensors(int count)
    {
        using var scope = TensorScope.Enter();
        SafetensorsWriter.Save(
            folder["valid"],
            [("w", Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3)), ("b", Tensor.From<bool>([true, false])), ("n", Tensor.From<long>([9]))],
            new Dictionary<string, string> { ["format"] = "pt" });
        var refused = Mutation.Run<SafetensorsException>(File.ReadAllBytes(folder["valid"]), count, seed: 1, folder["mutant.safetensors"], path =>
        {
            using var inner = TensorScope.Enter();
            SafetensorsReader.Load(path);
        });
        refused.ShouldBeInRange(count / 2, count - 1);
    }

    private void Arrays(int count)
    {
        using var scope = TensorScope.Enter();
        Npy.Save(folder["valid"], Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3));
        var refused = Mutation.Run<NpyException>(File.ReadAllBytes(folder["valid"]), count, seed: 2, folder["mutant.npy"], path =>
        {
            using var inner = TensorScope.Enter();
            Npy.Load(path);
        });
        refused.ShouldBeInRange(count / 2, count - 1);
        // Elements that are converted.
        var header = System.Text.Encoding.ASCII.GetBytes("{'descr': '>u2', 'fortran_order': False, 'shape': (4, 3), }");
        Mutation.Run<NpyException>([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. new byte[24]], count, seed: 7, folder["converted.npy"], path =>
        {
            using var inner = TensorScope.Enter();
            Npy.Load(path);
        }).ShouldBeInRange(count / 2, count - 1);
    }

    private void Archives(int count)
    {
        using var maker = new NpyTests();
        var refused = Mutation.Run<NpyException>(maker.Archive(), count, seed: 3, folder["mutant.npz"], path =>
        {
            using var inner = TensorScope.Enter();
            Npz.Load(path);
        });
        refused.ShouldBeInRange(count / 2, count - 1);
    }
}
