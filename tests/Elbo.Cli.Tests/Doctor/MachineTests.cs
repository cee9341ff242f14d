using Elbo.Cli.Doctor;
using Elbo.Runs.Machine;

namespace Elbo.Cli.Tests.Doctor;

public sealed class MachineTests
{
    [Fact]
    public void Hyperthreads_of_a_core_count_once()
    {
        string[] lines =
        [
            "model name\t: Some CPU @ 2.0GHz", "physical id\t: 0", "core id\t\t: 0", "flags\t\t: avx2 fma", "",
            "model name\t: Some CPU @ 2.0GHz", "physical id\t: 0", "core id\t\t: 0", "flags\t\t: avx2 fma", "",
            "model name\t: Some CPU @ 2.0GHz", "physical id\t: 1", "core id\t\t: 0", "flags\t\t: avx2 fma", "",
        ];

        var facts = ProcessorFacts.Parse(lines);

        facts.Model.ShouldBe("Some CPU @ 2.0GHz");
        facts.Cores.ShouldBe(2);
        facts.Flags.ShouldBe(["avx2", "fma"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(null, 8, 4, 4)]
    [InlineData(null, 2, 16, 2)]
    [InlineData(null, 2, 0, 2)]
    [InlineData("3", 8, 4, 3)]
    [InlineData("3,2", 8, 4, 3)]
    [InlineData("many", 8, 4, 4)]
    public void Threads_are_the_cores_unless_the_environment_says_otherwise(string? variable, int processors, int cores, int threads) =>
        EngineThreads.Choose(variable, processors, cores).ShouldBe(threads);

    [Fact]
    public void Mapped_files_are_told_once_each()
    {
        string[] maps = ["7f00-7f10 r-xp 00000000 08:01 12  /usr/lib/libblas.so.3", "7f10-7f20 rw-p 00000000 08:01 12  /usr/lib/libblas.so.3", "7f20-7f30 rw-p 00000000 00:00 0", "7f30-7f40 r--p 00000000 08:01 13  /a folder/libm.so.6"];

        MappedLibraries.PathsOf(maps).ShouldBe(["/usr/lib/libblas.so.3", "/a folder/libm.so.6"]);
    }
}
