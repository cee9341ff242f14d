using Elbo.Testing;
using Elbo.Torch.Optim;
using Elbo.Torch.Tests.Nn;

namespace Elbo.Torch.Tests.Optim;

[NoLeak]
public sealed class ScheduleTests
{
    [Fact]
    public void Rates_equal_those_of_pytorch()
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture("schedules");
        var rules = new Dictionary<string, Schedule>
        {
            ["constant"] = new ConstantSchedule(0.1),
            ["step"] = new StepSchedule(0.1, 6, 0.5),
            ["multi_step"] = new MultiStepSchedule(0.1, [3, 9, 10], 0.1),
            ["exponential"] = new ExponentialSchedule(0.1, 0.9),
            ["cosine"] = new CosineSchedule(0.1, 20, 0.001),
            ["linear_warm_up"] = new LinearSchedule(0.01, 8, 0.1),
        };
        fixture.Under("lr.").Select(r => r.Name).ShouldBe(rules.Keys, ignoreOrder: true);
        foreach (var (name, expected) in fixture.Under("lr."))
        {
            var rates = Enumerable.Range(0, (int)expected.Count).Select(step => rules[name].At(step)).ToArray();
            rates.ShouldBe(expected.ToArray<double>(), 1e-15);
        }
    }

    [Fact]
    public void Schedules_follow_one_another_and_multiply()
    {
        var schedule = new LinearSchedule(0, 4, 1).Then(4, new CosineSchedule(1, 10)).Times(new ConstantSchedule(0.2));
        new long[] { 0, 2, 4, 9, 14, 100 }.Select(schedule.At).ToArray().ShouldBe([0, 0.1, 0.2, 0.1, 0, 0], 1e-15);
        Should.Throw<ArgumentOutOfRangeException>(() => new CosineSchedule(1, 0));
    }
}
