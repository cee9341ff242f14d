namespace Elbo.Architecture.Tests;

public sealed class FileCheckTests
{
    private const string Check = "eng/check-files";

    [Fact]
    public void A_tidy_folder_passes_and_its_lengths_are_printed()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.cs", Lines(10));
        folder.Write("b.cs", Lines(20));
        folder.Write("c.cpp", Lines(300));
        folder.Write("Generated/Ops.cs", Lines(5000));
        folder.Write("Ops.g.cs", Lines(5000));
        (int exitCode, string output) = Bash.Run(Check, folder.Path);
        output.ShouldBe("code files: 3; lines: median 20, p90 300, longest 300\n");
        exitCode.ShouldBe(0);
    }

    [Fact]
    public void A_file_of_601_lines_fails()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < 20; i++)
        {
            folder.Write($"small{i}.cs", Lines(10));
        }

        folder.Write("long file.cs", Lines(600));
        Bash.Run(Check, folder.Path).ExitCode.ShouldBe(0);
        folder.Write("long file.cs", Lines(601));
        ShouldFail(folder, "too long: long file.cs has 601 lines");
    }

    [Fact]
    public void A_median_over_120_lines_fails()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.cs", Lines(121));
        ShouldFail(folder, "median length 121 is over 120 lines");
    }

    [Fact]
    public void A_ninetieth_percentile_over_300_lines_fails()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.cs", Lines(10));
        folder.Write("b.cs", Lines(10));
        folder.Write("c.cs", Lines(301));
        ShouldFail(folder, "90th percentile 301 is over 300 lines");
    }

    [Fact]
    public void A_file_over_one_mebibyte_fails()
    {
        using TemporaryFolder folder = new();
        folder.Write("image.png", new string('x', (1 << 20) + 1));
        ShouldFail(folder, "too big: image.png has 1048577 bytes");
    }

    // Spelled in two parts, or these lines would be found too.
    [Theory]
    [InlineData("// TO" + "DO later")]
    [InlineData("// FIX" + "ME")]
    [InlineData("throw new NotImplemented" + "Exception();")]
    public void An_open_end_fails_with_its_line(string line)
    {
        using TemporaryFolder folder = new();
        folder.Write("a.cs", "class A;\n" + line + "\n");
        ShouldFail(folder, $"left open: a.cs:2:{line}");
    }

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("//\n", count));

    private static void ShouldFail(TemporaryFolder folder, string message)
    {
        (int exitCode, string output) = Bash.Run(Check, folder.Path);
        output.ShouldContain(message);
        exitCode.ShouldBe(1);
    }
}
