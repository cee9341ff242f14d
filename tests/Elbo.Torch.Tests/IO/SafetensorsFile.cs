using System.Buffers.Binary;
using System.Text;

namespace Elbo.Torch.Tests.IO;

/// <summary>Builds safetensors files by hand, valid or not.</summary>
internal static class SafetensorsFile
{
    public static byte[] Build(string header, int dataBytes) => Build(Encoding.UTF8.GetBytes(header), new byte[dataBytes]);

    public static byte[] Build(byte[] header, byte[] data)
    {
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }
}
