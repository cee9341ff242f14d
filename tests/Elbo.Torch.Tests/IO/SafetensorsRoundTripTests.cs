using System.Text;
using Elbo.Testing;
using Elbo.Torch.IO;

namespace Elbo.Torch.Tests.IO;

[NoLeak]
public sealed class SafetensorsRoundTripTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Every_dtype_comes_back_bit_for_bit()
    {
        using var scope = TensorScope.Enter();
        var half = Tensor.Empty([3], DType.BF16);
        TensorBytes.Fill(half, piece => new byte[] { 0x80, 0x3F, 0x00, 0xC0, 0xC0, 0x7F }.CopyTo(piece));
        (string, Tensor)[] saved =
        [
            ("z.f32", Tensor.From<float>([1.5f, -0f, float.NaN, float.MinValue, 5, 6], 2, 3)),
            ("f64", Tensor.From<double>([Math.PI])),
            ("bf16", half),
            ("i64", Tensor.From<long>([long.MinValue, -1, 7])),
            ("u8", Tensor.From<byte>([0, 127, 255])),
            ("bool", Tensor.From<bool>([true, false, true])),
            ("scalar", Tensor.From<float>([3f]).Reshape([])),
            ("empty", Tensor.Empty([0, 5])),
        ];
        SafetensorsWriter.Save(folder["m.safetensors"], saved, new Dictionary<string, string> { ["format"] = "pt", ["ä"] = "\n" });

        var loaded = SafetensorsReader.Load(folder["m.safetensors"]);
        loaded.Select(t => t.Name).ShouldBe(["bf16", "bool", "empty", "f64", "i64", "scalar", "u8", "z.f32"]);
        foreach (var (name, value) in saved)
        {
            var back = loaded.Single(t => t.Name == name).Value;
            back.DType.ShouldBe(value.DType);
            back.Shape.ToArray().ShouldBe(value.Shape.ToArray());
            Bytes(back).ShouldBe(Bytes(value));
        }

        SafetensorsReader.ReadMetadata(folder["m.safetensors"]).ShouldBe(new Dictionary<string, string> { ["format"] = "pt", ["ä"] = "\n" }, ignoreOrder: true);
        folder.Names().ShouldBe(["m.safetensors"]);
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_of_the_tensors()
    {
        using var scope = TensorScope.Enter();
        var (a, b, c) = (Tensor.From<byte>([1, 2, 3]), Tensor.From<float>([4f]), Tensor.From<long>([5]));
        SafetensorsWriter.Save(folder["1"], [("a", a), ("b", b), ("c", c)]);
        SafetensorsWriter.Save(folder["2"], [("c", c), ("a", a), ("b", b)]);
        var bytes = File.ReadAllBytes(folder["1"]);
        bytes.ShouldBe(File.ReadAllBytes(folder["2"]));
        BitConverter.ToInt64(bytes, 0).ShouldBe(BitConverter.ToInt64(bytes, 0) / 8 * 8);
        Encoding.UTF8.GetString(bytes, 8, (int)BitConverter.ToInt64(bytes, 0)).TrimEnd(' ').ShouldBe(
            """{"a":{"dtype":"U8","shape":[3],"data_offsets":[12,15]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"c":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""");
    }

    [Fact]
    public void A_transposed_tensor_is_saved_in_row_major_order()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3);
        SafetensorsWriter.Save(folder["t"], [("x", x.Permute([1, 0]))]);
        var back = SafetensorsReader.Load(folder["t"]).Single().Value;
        back.Shape.ToArray().ShouldBe([3, 2]);
        back.ToArray<float>().ShouldBe([1, 4, 2, 5, 3, 6]);
    }

    [Fact]
    public void Targets_take_the_values_of_the_file()
    {
        using var scope = TensorScope.Enter();
        SafetensorsWriter.Save(folder["m"], [("a", Tensor.From<float>([1, 2])), ("b", Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3))]);
        var a = Tensor.Empty([2]);
        var b = Tensor.Empty([3, 2]);
        SafetensorsReader.LoadInto(folder["m"], [("a", a), ("b", b.Permute([1, 0]))]);
        a.ToArray<float>().ShouldBe([1, 2]);
        b.ToArray<float>().ShouldBe([1, 4, 2, 5, 3, 6]);
    }

    [Fact]
    public void What_does_not_fit_the_targets_is_listed_at_once_and_changes_none()
    {
        using var scope = TensorScope.Enter();
        SafetensorsWriter.Save(folder["m"], [("a", Tensor.From<float>([1, 2])), ("b", Tensor.From<float>([3])), ("c", Tensor.From<float>([3]))]);
        var a = Tensor.From<float>([7, 7]);
        var error = Should.Throw<SafetensorsException>(() => SafetensorsReader.LoadInto(
            folder["m"], [("a", a), ("b", Tensor.From<double>([0])), ("d", Tensor.From<float>([0]))]));
        error.Error.ShouldBe(SafetensorsError.TargetMismatch);
        error.Message.ShouldBe($"{folder["m"]}: missing in the file: d; not expected: c; different: b (F32 [1] in the file, F64 [1] expected)");
        a.ToArray<float>().ShouldBe([7, 7]);
        SafetensorsReader.LoadInto(folder["m"], [("a", a)], strict: false);
        a.ToArray<float>().ShouldBe([1, 2]);
    }

    [Fact]
    public void A_bool_that_is_neither_0_nor_1_is_refused()
    {
        using var scope = TensorScope.Enter();
        var path = folder.Write("b", SafetensorsFile.Build("""{"x":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"""u8.ToArray(), [1, 2]));
        Should.Throw<SafetensorsException>(() => SafetensorsReader.Load(path)).Error.ShouldBe(SafetensorsError.BadBool);
    }

    [Fact]
    public void Names_that_a_reader_could_not_tell_apart_are_not_written()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From<float>([1]);
        Should.Throw<SafetensorsException>(() => SafetensorsWriter.Save(folder["m"], [("a", x), ("a", x)])).Error.ShouldBe(SafetensorsError.BadName);
        Should.Throw<SafetensorsException>(() => SafetensorsWriter.Save(folder["m"], [("__metadata__", x)])).Error.ShouldBe(SafetensorsError.BadName);
        folder.Names().ShouldBeEmpty();
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Bytes(Tensor tensor)
    {
        var bytes = new List<byte>();
        TensorBytes.Read(tensor, piece => bytes.AddRange(piece));
        return [.. bytes];
    }
}
