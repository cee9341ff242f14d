using System.Text;
using System.Text.RegularExpressions;

namespace Elbo.Cli.Tests.Package;

/// <summary>A shim whose libtorch this machine does not have: it names libraries of another version, as one built elsewhere would.</summary>
public sealed class OtherLibtorchTests
{
    [Theory]
    [InlineData(@"lib(torch_cpu|torch|c10)\.so\.[0-9.]+\0", "libtorch could not be loaded: lib")]
    [InlineData(@"libgomp\.so\.[0-9]\0", "install the package of your system that has libgomp.so.")]
    public void What_is_missing_is_one_line_that_names_it_and_the_program_fails(string library, string expected)
    {
        using TemporaryFolder folder = new();
        var shim = folder.Within("libelbo_torch.so");
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libelbo_torch.so")));
        if (!Regex.IsMatch(text, library)) Assert.Skip("the shim's libraries have no version in their names");
        // The last digit of the version, so that no offset in the file changes.
        File.WriteAllBytes(shim, Encoding.Latin1.GetBytes(Regex.Replace(text, library, m => m.Value[..^2] + (m.Value[^2] == '9' ? '8' : '9') + '\0')));

        var outcome = Elbo.Run(["train", "vae", "--data", SmallImages.Write(folder.Within("data")), "--out", folder.Within("run")], new Dictionary<string, string?> { ["ELBO_NATIVE"] = shim });

        outcome.ExitCode.ShouldBe(1);
        var line = outcome.Complaints.ShouldHaveSingleItem();
        line.ShouldContain(expected);
        line.ShouldContain(shim);
        line.ShouldContain("cannot open shared object file");
        Directory.Exists(folder.Within("run")).ShouldBeFalse();
    }
}
