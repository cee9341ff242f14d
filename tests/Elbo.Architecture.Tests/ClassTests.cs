using Elbo.Architecture.Tests.Planted;
using Elbo.Architecture.Tests.Rules;

namespace Elbo.Architecture.Tests;

public sealed class ClassTests
{
    private const string Planted = "Elbo.Architecture.Tests.Planted.";

    [Fact]
    public void Every_class_is_sealed_static_or_abstract() => ClassRule.OpenClasses(SourceAssemblies.Instance.Types).ShouldBeEmpty();

    [Fact]
    public void No_class_has_a_finalizer() => ClassRule.Finalizers(SourceAssemblies.Instance.Types).ShouldBeEmpty();

    [Fact]
    public void No_concrete_method_is_overridden() => OverrideRule.Violations(SourceAssemblies.Instance.Types).ShouldBeEmpty();

    [Fact]
    public void An_open_class_is_reported_and_no_other() =>
        ClassRule.OpenClasses([typeof(OpenClass), typeof(SealedClass), typeof(StaticClass), typeof(AbstractClass), typeof(IDisposable), typeof(Action)])
            .ShouldBe([Planted + "OpenClass"]);

    [Fact]
    public void A_finalizer_is_reported() =>
        ClassRule.Finalizers([typeof(WithFinalizer), typeof(SealedClass)]).ShouldBe([Planted + "WithFinalizer"]);

    [Theory]
    [InlineData(typeof(OverridesVirtual), "Backward")]
    [InlineData(typeof(OverridesTheOverride), "Forward")]
    [InlineData(typeof(OverridesWithNarrowerReturn), "Describe")]
    public void An_override_of_a_concrete_method_is_reported(Type type, string method) =>
        OverrideRule.Violations([type]).ShouldHaveSingleItem().ShouldStartWith($"{type.FullName}.{method} overrides the concrete ");

    [Theory]
    [InlineData(typeof(ImplementsAbstract))]
    [InlineData(typeof(Middle<>))]
    [InlineData(typeof(OverridesTheFramework))]
    [InlineData(typeof(KlTerm))]
    public void Implementing_an_abstract_method_or_a_record_is_not_reported(Type type) => OverrideRule.Violations([type]).ShouldBeEmpty();
}
