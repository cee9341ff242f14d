using Elbo.Torch.Interop;

namespace Elbo.Torch.Tests.Interop;

public sealed class LibtorchMisfitTests
{
    private const string Shim = "/app/libelbo_torch.so";

    private const string Gone = "cannot open shared object file: No such file or directory";

    // .NET's message lists every way it tried, several lines.
    private static string Linker(string line) => $"Unable to load shared library '{Shim}' or one of its dependencies. In order to help diagnose loading problems, consider …\n{line}\n";

    [Theory]
    [InlineData("1.13", "libtorch_cpu.so.1.13")]
    [InlineData("1.13", "libc10.so.1.13")]
    [InlineData("2.6", "libtorch.so.2.6")]
    public void A_libtorch_of_another_version_is_told_from_the_one_the_shim_needs(string version, string missing)
    {
        var told = LibtorchMisfit.Describe(Shim, Linker($"{missing}: {Gone}"), $"libtorch_cpu.so.{version}", ["/usr/lib/x86_64-linux-gnu/libtorch_cpu.so.2.9"]);
        told.ShouldStartWith($"libtorch could not be loaded: {missing}: {Gone}; {Shim} needs libtorch_cpu.so.{version} and was built against libtorch {version}");
        told.ShouldContain($"apt-get install libtorch{version} libopenblas0-openmp");
        told.ShouldContain("for the one that is here, /usr/lib/x86_64-linux-gnu/libtorch_cpu.so.2.9, with eng/native");
        told.ShouldContain("ELBO_NATIVE");
        told.ShouldNotContain("\n");
    }

    [Fact]
    public void Without_a_libtorch_none_is_named_as_being_here() =>
        LibtorchMisfit.Describe(Shim, Linker($"libc10.so.1.13: {Gone}"), "libtorch_cpu.so.1.13", []).ShouldNotContain("that is here");

    [Fact]
    public void The_version_a_shim_needs_is_not_offered_as_another_one() =>
        LibtorchMisfit.Describe(Shim, Linker($"libc10.so.1.13: {Gone}"), "libtorch_cpu.so.1.13", ["/x/libtorch_cpu.so.1.13"]).ShouldNotContain("/x/libtorch_cpu.so.1.13");

    [Fact]
    public void A_symbol_that_libtorch_lacks_is_named_with_the_version_that_has_it()
    {
        var told = LibtorchMisfit.Describe(Shim, Linker($"{Shim}: undefined symbol: _ZN2at11show_configEv"), "libtorch_cpu.so.1.13", []);
        told.ShouldContain("undefined symbol: _ZN2at11show_configEv");
        told.ShouldContain("apt-get install libtorch1.13");
    }

    [Fact]
    public void A_libtorch_without_a_version_in_its_name_is_told_by_its_name()
    {
        var told = LibtorchMisfit.Describe(Shim, Linker($"libtorch_cpu.so: {Gone}"), "libtorch_cpu.so", []);
        told.ShouldContain("needs libtorch_cpu.so: install the libtorch it was built against");
        told.ShouldNotContain("apt-get");
    }

    [Fact]
    public void Another_library_that_is_missing_is_not_called_libtorch() =>
        LibtorchMisfit.Describe(Shim, Linker($"libgomp.so.1: {Gone}"), "libtorch_cpu.so.1.13", []).ShouldBe($"{Shim} could not be loaded: libgomp.so.1: {Gone}; install the package of your system that has libgomp.so.1");

    [Fact]
    public void The_built_shim_names_the_libtorch_it_needs() =>
        LibtorchMisfit.Wanted(Path.Combine(AppContext.BaseDirectory, "libelbo_torch.so")).ShouldNotBeNull().ShouldStartWith("libtorch_cpu.so");
}
