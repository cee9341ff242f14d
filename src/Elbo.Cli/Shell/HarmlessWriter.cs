using System.Text;
using Elbo.Torch.IO;

namespace Elbo.Cli.Shell;

/// <summary>Passes on text with ? in place of what could command a terminal: names from files may hold escape sequences. Line ends and tabs stay.</summary>
internal sealed class HarmlessWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(Printed.IsHarmless(value) || value is '\n' or '\r' or '\t' ? value : '?');

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        foreach (var c in buffer) Write(c);
    }

    public override void WriteLine(string? value)
    {
        Write(value.AsSpan());
        inner.WriteLine();
    }

    public override void Flush() => inner.Flush();
}
