using System.Buffers.Binary;
using System.Text;

namespace Elbo.Cli.Tests.Runs;

/// <summary>Runs on a few rows of numbers, trained in a second, and the files they are trained on.</summary>
internal static class SmallRun
{
    /// <summary>Options that make any VAE small.</summary>
    public static readonly string[] Options = ["--set", "model.hidden=[16]", "--set", "model.latent=2", "--threads", "1", "--quiet"];

    public static string Train(string run, string data, params string[] more)
    {
        var outcome = Elbo.Run(["train", "vae", "--data", data, "--out", run, .. more.Contains("--epochs") ? [] : (string[])["--epochs", "1"], .. Options, .. more]);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return run;
    }

    /// <summary>An .npy of [rows, 6] floats that go from <paramref name="low"/> to <paramref name="high"/>, others for each <paramref name="seed"/>.</summary>
    public static string Npy(string file, int rows = 20, double low = 0, double high = 1, int seed = 1)
    {
        const int Columns = 6;
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {Columns}), }}".PadRight(117) + "\n";
        var bytes = new byte[10 + header.Length + 4 * rows * Columns];
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(bytes, 10);
        for (var k = 0; k < rows * Columns; k++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(10 + header.Length + 4 * k), (float)(low + (high - low) * (k * (2 * seed + 1) % 5 / 4.0)));
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
