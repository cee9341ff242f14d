using Elbo.OpGenerator;
using Elbo.Testing;
using Elbo.Torch.Interop;

namespace Elbo.Torch.Tests.Interop;

public sealed class SchemaTests
{
    private const string Add = "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor";

    [Theory]
    // What later versions did to schemas: symbolic sizes, alias annotations, arguments that became optional or take any number, new ones with a default.
    [InlineData("aten::f(Tensor self, int[2] size) -> Tensor", "aten::f(Tensor(a) self, SymInt[2] size) -> Tensor(a)", null)]
    [InlineData(Add, "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1, bool fast=False) -> Tensor", null)]
    [InlineData("aten::f(int n) -> Tensor", "aten::f(int? n) -> Tensor", null)]
    [InlineData("aten::f(int n) -> Tensor", "aten::f(Scalar n) -> Tensor", null)]
    [InlineData("aten::f(float x) -> Tensor", "aten::f(Scalar? x) -> Tensor", null)]
    [InlineData("aten::f(int? n) -> Tensor", "aten::f(Scalar? n) -> Tensor", null)]
    [InlineData("aten::f(int? n) -> Tensor", "aten::f(Scalar n) -> Tensor", "argument 1 is Scalar n, not int? n")]
    [InlineData("aten::f(Scalar x) -> Tensor", "aten::f(int x) -> Tensor", "argument 1 is int x, not Scalar x")]
    [InlineData("aten::f(bool b) -> Tensor", "aten::f(Scalar b) -> Tensor", "argument 1 is Scalar b, not bool b")]
    [InlineData(Add, "aten::add.Tensor(Tensor self, Tensor other) -> Tensor", "argument 'alpha' is gone")]
    [InlineData(Add, "aten::add.Tensor(Tensor self, Scalar other, *, Scalar alpha=1) -> Tensor", "argument 2 is Scalar other, not Tensor other")]
    [InlineData(Add, "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1, int mode) -> Tensor", "new argument 'mode' has no default")]
    [InlineData(Add, "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> (Tensor, Tensor)", "returns 2 values, not 1")]
    public void A_schema_that_would_break_a_call_is_told_from_one_that_would_not(string ours, string found, string? misfit) =>
        OpSchema.Parse(ours).Misfit(OpSchema.Parse(found)).ShouldBe(misfit);

    [Fact]
    public void Text_that_is_no_schema_is_refused() => Should.Throw<FormatException>(() => OpSchema.Parse("add(Tensor"));

    [Fact]
    public void The_generated_operators_are_those_of_the_list()
    {
        var torch = Path.Combine(Repository.Root, "src", "Elbo.Torch");
        OpSource.Generate(File.ReadAllLines(Path.Combine(torch, "ops.schemas"))).ShouldBe(File.ReadAllText(Path.Combine(torch, "Generated", "Ops.g.cs")), "run: dotnet run --project eng/op-generator");
    }

    [Fact]
    public void Every_operator_of_the_list_fits_the_libtorch_of_this_machine() => TorchRuntime.Verify();
}
