using Elbo.Testing;
using Elbo.Torch.IO;

namespace Elbo.Torch.Tests.IO;

[NoLeak]
public sealed class SafetensorsErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(SafetensorsError.HeaderNotJson, "{", 0)]
    [InlineData(SafetensorsError.HeaderNotJson, "[1]", 0)]
    [InlineData(SafetensorsError.HeaderNotJson, "{} {}", 0)]
    [InlineData(SafetensorsError.HeaderNotJson, "", 0)]
    [InlineData(SafetensorsError.HeaderNotJson, """{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData(SafetensorsError.DuplicateKey, """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2)]
    [InlineData(SafetensorsError.DuplicateKey, """{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData(SafetensorsError.DuplicateKey, """{"__metadata__":{"k":"1","k":"2"}}""", 0)]
    [InlineData(SafetensorsError.BadMetadata, """{"__metadata__":{"k":1}}""", 0)]
    [InlineData(SafetensorsError.BadMetadata, """{"__metadata__":"k"}""", 0)]
    [InlineData(SafetensorsError.BadEntry, """{"a":3}""", 0)]
    [InlineData(SafetensorsError.BadEntry, """{"a":{"dtype":"U8","shape":[1]}}""", 1)]
    [InlineData(SafetensorsError.BadEntry, """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"extra":0}}""", 1)]
    [InlineData(SafetensorsError.BadEntry, """{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", 1)]
    [InlineData(SafetensorsError.UnknownDType, """{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData(SafetensorsError.UnsupportedDType, """{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", 2)]
    [InlineData(SafetensorsError.BadShape, """{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1)]
    [InlineData(SafetensorsError.BadShape, """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0)]
    [InlineData(SafetensorsError.BadShape, """{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0)]
    [InlineData(SafetensorsError.BadShape, """{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1)]
    [InlineData(SafetensorsError.BadShape, """{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}}""", 1)]
    [InlineData(SafetensorsError.BadOffsets, """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1)]
    [InlineData(SafetensorsError.BadOffsets, """{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}""", 1)]
    [InlineData(SafetensorsError.BadOffsets, """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1)]
    [InlineData(SafetensorsError.BadOffsets, """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1)]
    [InlineData(SafetensorsError.BadOffsets, """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 1)]
    [InlineData(SafetensorsError.SizeMismatch, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}}""", 3)]
    [InlineData(SafetensorsError.Overlap, """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3)]
    [InlineData(SafetensorsError.Hole, """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3)]
    [InlineData(SafetensorsError.TrailingBytes, """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2)]
    [InlineData(SafetensorsError.TrailingBytes, "{}", 1)]
    public void A_wrong_header_gives_its_own_error(SafetensorsError expected, string header, int dataBytes)
    {
        var path = folder.Write("wrong.safetensors", SafetensorsFile.Build(header, dataBytes));
        var error = Should.Throw<SafetensorsException>(() => SafetensorsReader.ReadHeader(path));
        error.Error.ShouldBe(expected, error.Message);
        error.Message.ShouldStartWith(path);
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Wrong_bytes_around_the_header_give_their_own_errors()
    {
        Error([1, 2, 3]).ShouldBe(SafetensorsError.FileTooShort);
        Error([]).ShouldBe(SafetensorsError.FileTooShort);
        Error([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).ShouldBe(SafetensorsError.HeaderTooLarge);
        Error([9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']).ShouldBe(SafetensorsError.HeaderBeyondFile);
        Error(SafetensorsFile.Build([(byte)'{', 0xC3, (byte)'}'], [])).ShouldBe(SafetensorsError.HeaderNotUtf8);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_a_folder_is_unreadable()
    {
        Should.Throw<SafetensorsException>(() => SafetensorsReader.ReadHeader(folder["none"])).Error.ShouldBe(SafetensorsError.Unreadable);
        Should.Throw<SafetensorsException>(() => SafetensorsReader.ReadHeader(folder.Root)).Error.ShouldBe(SafetensorsError.Unreadable);
    }

    [Fact]
    public void A_name_with_line_breaks_stays_on_one_line_of_the_message()
    {
        var path = folder.Write("x", SafetensorsFile.Build("""{"a\nb":{"dtype":"F31","shape":[],"data_offsets":[0,4]}}""", 4));
        var error = Should.Throw<SafetensorsException>(() => SafetensorsReader.ReadHeader(path));
        error.Tensor.ShouldBe("a\nb");
        error.Message.ShouldContain("a?b");
    }

    public void Dispose() => folder.Dispose();

    private SafetensorsError Error(byte[] content)
    {
        var path = folder.Write("bytes.safetensors", content);
        return Should.Throw<SafetensorsException>(() => SafetensorsReader.ReadHeader(path)).Error;
    }
}
