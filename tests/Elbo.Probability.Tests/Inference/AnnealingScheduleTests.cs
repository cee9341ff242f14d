using Elbo.Probability.Inference;

namespace Elbo.Probability.Tests.Inference;

public sealed class AnnealingScheduleTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(1001)]
    public void A_schedule_rises_from_0_to_1_and_is_symmetric(int count)
    {
        foreach (var schedule in (double[][])[AnnealingSchedule.Sigmoid(count), AnnealingSchedule.Linear(count)])
        {
            schedule.Length.ShouldBe(count);
            schedule[0].ShouldBe(0);
            schedule[^1].ShouldBe(1);
            for (var t = 1; t < count; t++)
            {
                schedule[t].ShouldBeGreaterThan(schedule[t - 1]);
                (schedule[t] + schedule[count - 1 - t]).ShouldBe(1, 1e-12);
            }
        }
    }

    [Fact]
    public void The_sigmoid_is_that_of_the_paper()
    {
        // γ = σ(−4), σ(−2), σ(0), σ(2), σ(4), stretched to [0, 1].
        double Sigma(double x) => 1 / (1 + Math.Exp(-x));
        AnnealingSchedule.Sigmoid(5)[1].ShouldBe((Sigma(-2) - Sigma(-4)) / (Sigma(4) - Sigma(-4)), 1e-12);
        AnnealingSchedule.Linear(5)[1].ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void Fewer_than_two_distributions_are_no_path() => Should.Throw<ArgumentOutOfRangeException>(() => AnnealingSchedule.Sigmoid(1));
}
