using Elbo.Models;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Training.Tests;

[NoLeak]
public sealed class ObjectiveUnitTests
{
    [Theory]
    [InlineData(Unit.None, null, false)]
    [InlineData(Unit.Nats, null, true)]
    [InlineData(Unit.Nats, Unit.SquaredDistance, true)]
    public void An_objective_is_in_the_unit_of_what_it_is_a_sum_of(Unit first, Unit? second, bool inNats)
    {
        using var scope = TensorScope.Enter();
        var values = Tensor.Ones([2]);
        List<LossTerm> terms = [new("a", values, first, 1), new("note", values, Unit.Count)];
        if (second is { } other) terms.Add(new("b", values, other, 0.25));
        var running = new RunningTerms();
        running.Add(new(values, terms)).ShouldBeNull();
        running.Units.ContainsKey("objective").ShouldBe(!inNats);
    }
}
