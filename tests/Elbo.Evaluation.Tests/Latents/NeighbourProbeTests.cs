using Elbo.Evaluation.Latents;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Latents;

[NoLeak]
public sealed class NeighbourProbeTests
{
    [Fact]
    public void Most_of_the_nearest_elect_a_label_and_of_a_tie_the_nearest_does()
    {
        using var scope = TensorScope.Enter();
        var known = Tensor.From([0f, 1, 2, 10, 11, 12], 6, 1);
        long[] votes = [0, 1, 1, 2, 2, 0];
        // At 0.1 the nearest is of class 0, of three two are of class 1; at 11.6 three are of three places, of which 2 has two.
        var queries = Tensor.From([0.1f, 11.6f], 2, 1);
        NeighbourProbe.Accuracy(queries, [0, 0], known, votes, 1).ShouldBe(1);
        NeighbourProbe.Accuracy(queries, [1, 2], known, votes, 3).ShouldBe(1);
        NeighbourProbe.Accuracy(queries, [0, 0], known, votes, 2).ShouldBe(1);
        NeighbourProbe.Accuracy(queries, [0, 1], known, votes, 2).ShouldBe(0.5);
    }
}
