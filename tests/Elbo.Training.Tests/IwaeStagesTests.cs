using System.Text.Json.Nodes;
using Elbo.Training.Configuration;

namespace Elbo.Training.Tests;

public sealed class IwaeStagesTests
{
    private const long StepsPerEpoch = 2980;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(12, 2)]
    [InlineData(13, 3)]
    [InlineData(39, 3)]
    [InlineData(40, 4)]
    [InlineData(1092, 6)]
    [InlineData(1093, 7)]
    [InlineData(3279, 7)]
    [InlineData(3280, 7)]
    public void Each_stage_is_three_times_as_long_and_a_seventh_of_a_decade_slower(long epoch, int stage)
    {
        var rate = 0.001 * Math.Pow(10, -stage / 7.0);
        At(3281, epoch * StepsPerEpoch).ShouldBe(rate, 1e-15);
        At(3281, epoch * StepsPerEpoch + StepsPerEpoch - 1).ShouldBe(rate, 1e-15);
        // The rate of an epoch does not depend on how many are to follow.
        At((int)epoch + 1, epoch * StepsPerEpoch).ShouldBe(rate, 1e-15);
    }

    [Fact]
    public void The_whole_schedule_has_3280_epochs_and_ends_at_a_tenth_of_the_rate()
    {
        Enumerable.Range(0, 8).Sum(i => (int)Math.Pow(3, i)).ShouldBe(3280);
        At(3280, 3280 * StepsPerEpoch - 1).ShouldBe(1e-4, 1e-15);
    }

    private static double At(int epochs, long step)
    {
        var config = RunConfig.Resolve((JsonObject)JsonNode.Parse($$"""{ "training": { "epochs": {{epochs}}, "schedule": "iwaeStages" } }""")!).Training;
        return UpdateRule.Schedule(config, StepsPerEpoch * epochs).At(step);
    }
}
