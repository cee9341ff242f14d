using Elbo.Cli.Doctor;

namespace Elbo.Cli.Tests.Doctor;

public sealed class VariablesCheckTests
{
    [Theory]
    [InlineData("OPENBLAS_CORETYPE", "Haswell", "avx512f")]
    [InlineData("OPENBLAS_CORETYPE", "sandybridge", "avx512f")]
    [InlineData("OMP_NUM_THREADS", "1", "4 cores")]
    [InlineData("ATEN_CPU_CAPABILITY", "default", "avx512f")]
    [InlineData("DNNL_MAX_CPU_ISA", "AVX2", "oneDNN")]
    public void A_variable_that_slows_down_is_named_with_its_value_and_the_way_out(string name, string value, string reason)
    {
        var finding = Look(name, value).ShouldHaveSingleItem();

        finding.Verdict.ShouldBe(Verdict.Warn);
        finding.Found.ShouldStartWith($"{name}={value}: ");
        finding.Found.ShouldContain(reason);
        finding.Remedy.ShouldBe($"unset {name}");
    }

    [Theory]
    [InlineData("OPENBLAS_CORETYPE", "SkylakeX")]
    [InlineData("OPENBLAS_CORETYPE", "a core of the future")]
    [InlineData("OMP_NUM_THREADS", "4")]
    [InlineData("DNNL_MAX_CPU_ISA", "ALL")]
    public void A_variable_that_does_no_harm_is_not_mentioned(string name, string value) => Look(name, value).ShouldBeEmpty();

    private static List<Finding> Look(string name, string value) =>
        [.. VariablesCheck.Look(n => n == name ? value : null, new HashSet<string> { "avx", "avx2", "avx512f" }, cores: 4)];
}
