using Elbo.Architecture.Tests.Planted;
using Elbo.Architecture.Tests.Rules;

namespace Elbo.Architecture.Tests;

public sealed class NativeTests
{
    [Fact]
    public void Only_the_shim_includes_headers_of_libtorch() => NativeRule.TorchIncludes(Repository.Root).ShouldBeEmpty();

    [Fact]
    public void Only_the_binding_calls_the_shim() =>
        NativeRule.ShimImports(SourceAssemblies.Instance.Types.Where(type => type.Assembly.GetName().Name != "Elbo.Torch")).ShouldBeEmpty();

    [Theory]
    [InlineData("#include <torch/torch.h>\n")]
    [InlineData("// first\n  # include \"ATen/ATen.h\"\n")]
    [InlineData("#include <c10/core/Device.h>\n")]
    public void A_header_of_libtorch_outside_native_is_reported(string text)
    {
        using TemporaryFolder folder = new();
        folder.Write("native/src/shim.cpp", text);
        folder.Write("bench/direct.cpp", text);
        folder.Write("bench/plain.cpp", "#include <vector>\n");
        NativeRule.TorchIncludes(folder.Path).ShouldBe(["bench/direct.cpp"]);
    }

    [Fact]
    public void A_call_into_the_shim_is_found() =>
        NativeRule.ShimImports([typeof(PlantedImport), typeof(SealedClass)]).ShouldBe([typeof(PlantedImport).FullName + ".Call"]);
}
