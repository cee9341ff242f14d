using System.IO.Compression;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class OwnArraysTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Bytes_are_pixels_with_channels_first_wherever_they_were()
    {
        using var scope = TensorScope.Enter();
        Npy.Save(folder["x.npy"], Tensor.From(Enumerable.Range(0, 2 * 4 * 5 * 3).Select(i => (byte)i).ToArray(), 2, 4, 5, 3));
        using var data = (ImageDataset)Datasets.Open(folder["x.npy"]);
        data.Info.Shape.ShouldBe([3, 4, 5]);
        var pixels = data.Pixels(Split.Train).ToArray<byte>();
        for (var i = 0; i < pixels.Length; i++) pixels[i].ShouldBe((byte)((i / 60 * 60) + (i % 20 * 3) + (i / 20 % 3)));
        Npy.Save(folder["g.npy"], Tensor.From([true, false, true, true], 2, 1, 2));
        using var grey = (ImageDataset)Datasets.Open(folder["g.npy"]);
        grey.Info.Shape.ShouldBe([1, 1, 2]);
        grey.Pixels(Split.Train).ToArray<byte>().ShouldBe([255, 0, 255, 255]);
    }

    /// <summary>Binary data has the same values whatever its element type.</summary>
    [Theory]
    [InlineData(DType.U8)]
    [InlineData(DType.Bool)]
    [InlineData(DType.I64)]
    [InlineData(DType.F32)]
    [InlineData(DType.F64)]
    public void Zeros_and_ones_are_the_values_0_and_1(DType type)
    {
        using var scope = TensorScope.Enter();
        var bits = new[] { 0f, 1, 1, 0, 1, 0 };
        Write("x.npz", ("x_train", Tensor.From(bits, 3, 2).To(type)), ("x_test", Tensor.From([1f, 1], 1, 2).To(type)));
        foreach (var binarisation in new[] { Binarisation.None, Binarisation.Dynamic, Binarisation.Threshold })
        {
            using var data = Datasets.Open(folder["x.npz"], new DataOptions { Binarisation = binarisation });
            data.Draw(Split.Train, [0, 1, 2], 7).X.ToArray<float>().ShouldBe(bits);
            data.Draw(Split.Test, [0]).X.ToArray<float>().ShouldBe([1, 1]);
            data.Info.Note.Contains("for the values 0 and 1", StringComparison.Ordinal).ShouldBe(type == DType.U8);
        }
    }

    [Fact]
    public void Bytes_above_1_in_any_split_make_all_grey_values()
    {
        using var scope = TensorScope.Enter();
        Write("x.npz", ("x_train", Tensor.From([(byte)0, (byte)1], 1, 2)), ("x_test", Tensor.From([(byte)2, (byte)1], 1, 2)));
        using var data = Datasets.Open(folder["x.npz"], new DataOptions { Binarisation = Binarisation.None });
        data.Draw(Split.Train, [0]).X.ToArray<float>().ShouldBe([0, 1 / 255f]);
        File.WriteAllBytes(folder["x.idx"], [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 1, 0]);
        using var idx = Datasets.Open(folder["x.idx"], new DataOptions { Binarisation = Binarisation.None });
        idx.Draw(Split.Train, [0, 1]).X.ToArray<float>().ShouldBe([0, 1, 1, 0]);
    }

    [Theory]
    [InlineData("<i2")]
    [InlineData(">i4")]
    [InlineData("<u2")]
    [InlineData("|i1")]
    [InlineData("|u1")]
    [InlineData("<i8")]
    public void Labels_may_be_whole_numbers_of_any_type(string type)
    {
        using var scope = TensorScope.Enter();
        var (size, big) = (type[2] - '0', type[0] == '>');
        var bytes = new[] { 3, 0, 5 }.SelectMany(v => BitConverter.GetBytes((long)v).Take(size) is var low && big ? low.Reverse() : low).ToArray();
        var header = System.Text.Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': (3,), }}");
        Npy.Save(folder["x.npy"], Tensor.From([1f, 2, 3], 3, 1));
        File.WriteAllBytes(folder["y.npy"], [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. header, .. bytes]);
        using (var archive = ZipFile.Open(folder["l.npz"], ZipArchiveMode.Create))
            foreach (var name in new[] { "x.npy", "y.npy" }) archive.CreateEntryFromFile(folder[name], name);
        using var data = Datasets.Open(folder["l.npz"]);
        data.Draw(Split.Train, [0, 1, 2]).Labels!.ToArray<long>().ShouldBe([3, 0, 5]);
    }

    [Theory]
    [InlineData("x.npy.gz")]
    [InlineData("x.csv.gz")]
    [InlineData("x.xlsx")]
    [InlineData("x.mat")]
    [InlineData("x.h5")]
    [InlineData("x.json")]
    [InlineData("x")]
    public void A_file_of_another_kind_is_refused_with_the_kinds_that_are_read(string name)
    {
        foreach (var length in new[] { 0, 3, 300 })
        {
            File.WriteAllBytes(folder[name], [.. Enumerable.Repeat((byte)'a', length)]);
            Should.Throw<DataException>(() => Datasets.Open(folder[name])).Message.ShouldSatisfyAllConditions(m => m.ShouldStartWith($"{folder[name]}: "), m => m.ShouldContain(". Tables (.csv, "));
        }
    }

    [Fact]
    public void Floats_are_used_as_they_are()
    {
        using var scope = TensorScope.Enter();
        var values = new[] { 0.5, -1, 2, 3, 1e3, 7 };
        Npy.Save(folder["x.npy"], Tensor.From(values, 3, 2));
        using var data = Datasets.Open(folder["x.npy"], new DataOptions { ValidationCount = 1 });
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((2, 1, 0));
        var held = data.Draw(Split.Validation, [0]).X.ToArray<float>();
        float[][] rows = [[0.5f, -1], [2, 3], [1e3f, 7]];
        rows.ShouldContain(row => row.SequenceEqual(held));
        var kept = rows.Where(row => !row.SequenceEqual(held)).ToArray();
        data.Draw(Split.Train, [1, 0], 3).X.ToArray<float>().ShouldBe([.. kept[1], .. kept[0]]);
        // Labels and places follow the examples, whatever order they are asked for in.
        data.Draw(Split.Train, [1, 0, 1]).Index.ToArray<long>().ShouldBe([1, 0, 1]);
        data.Info.Note.ShouldContain("binarisation does not apply");
        Should.Throw<ArgumentOutOfRangeException>(() => data.Draw(Split.Train, [2]));
        Should.Throw<DataException>(() => Datasets.Open(folder["x.npy"], new DataOptions { ValidationCount = 3 })).Message.ShouldContain("cannot be taken from 3");
    }

    [Fact]
    public void An_archive_has_splits_and_labels_under_the_usual_names()
    {
        using var scope = TensorScope.Enter();
        Write("x.npz", ("x_train", Tensor.From([1f, 2, 3, 4], 2, 2)), ("y_train", Tensor.From([1L, 4], 2, 1)), ("x_test", Tensor.From([5f, 6], 1, 2)), ("y_test", Tensor.From([0L])), ("x_val", Tensor.From([7f, 8], 1, 2)));
        using var data = Datasets.Open(folder["x.npz"]);
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((2, 1, 1));
        data.Info.Classes.ShouldBe(5);
        data.Draw(Split.Train, [1]).Labels!.ToArray<long>().ShouldBe([4]);
        data.Draw(Split.Test, [0]).Labels!.ToArray<long>().ShouldBe([0]);
        data.Draw(Split.Validation, [0]).X.ToArray<float>().ShouldBe([7, 8]);
        data.Draw(Split.Validation, [0]).Labels.ShouldBeNull();
    }

    [Fact]
    public void What_is_wrong_is_said_in_one_line()
    {
        using var scope = TensorScope.Enter();
        Message(("photos", Tensor.From([1f], 1, 1))).ShouldEndWith("it has photos");
        Message(("x", Tensor.From([1f]))).ShouldBe($"{folder["x.npz"]}: examples are [1], expected [N, D], [N, H, W], [N, C, H, W] or [N, H, W, C], none of them 0");
        Message(("x", Tensor.From([1f, float.NaN], 1, 2))).ShouldBe("x.npz: training example 0 has NaN in place 1; every value must be finite");
        Message(("x", Tensor.From([1f, 2], 1, 2)), ("y", Tensor.From([1f]))).ShouldContain("expected whole numbers");
        Message(("x", Tensor.From([1f, 2], 1, 2)), ("y", Tensor.From([-2L]))).ShouldContain("below -1");
        Message(("x", Tensor.From([1f, 2], 1, 2)), ("y", Tensor.From([1L, 2]))).ShouldBe("x.npz: 2 training labels for 1 examples");
        Message(("x", Tensor.From([1f, 2], 1, 2)), ("x_test", Tensor.From([1f, 2, 3], 1, 3))).ShouldContain("test values are F32 [1, 3], not F32 [N, 2]");
        Message(("x", Tensor.From([1f, 2], 1, 2)), ("x_test", Tensor.From([(byte)1, (byte)2], 1, 2))).ShouldContain("different types");
        File.WriteAllBytes(folder["x.npz"], [1, 2, 3]);
        Should.Throw<DataException>(() => Datasets.Open(folder["x.npz"])).Message.ShouldStartWith(folder["x.npz"]);
    }

    public void Dispose() => folder.Dispose();

    private string Message(params (string Name, Tensor Value)[] arrays)
    {
        Write("x.npz", arrays);
        return Should.Throw<DataException>(() => Datasets.Open(folder["x.npz"])).Message;
    }

    private void Write(string name, params (string Name, Tensor Value)[] arrays)
    {
        File.Delete(folder[name]);
        using var archive = ZipFile.Open(folder[name], ZipArchiveMode.Create);
        foreach (var (array, value) in arrays)
        {
            Npy.Save(folder["array.npy"], value);
            archive.CreateEntryFromFile(folder["array.npy"], $"{array}.npy");
        }
    }
}
