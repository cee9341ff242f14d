using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Visuals;

[NoLeak]
public sealed class WordListsTests
{
    private static readonly string[] words = ["goal", "nasa", "the"];

    [Fact]
    public void Words_stand_by_their_counts_and_those_that_do_not_occur_are_left_out()
    {
        using var scope = TensorScope.Enter();
        WordLists.Of(Tensor.From([1f, 0, 5, 0, 2, 0], 2, 3), words).ShouldBe(["the 5, goal 1", "nasa 2"]);
        WordLists.Of(Tensor.From([0.256f, 0.744f, 0], 1, 3) * 100, words, "0.0 '%'").ShouldBe(["nasa 74.4 %, goal 25.6 %"]);
    }

    [Fact]
    public void A_topic_is_told_by_the_words_whose_shares_rise_most_and_not_by_the_most_frequent()
    {
        // Half of all words are "the" whatever the code; z1 trades goals for rockets.
        WordLists.Topics(new Trade(), [1, 0], words, 1).ShouldBe(["nasa, the, goal", "goal, nasa, the"]);
        WordLists.Topics(new Trade(), [1], words, -1).ShouldBe(["goal, the, nasa"]);
    }

    private sealed class Trade : IDecoder
    {
        public int LatentSize => 2;

        public Tensor Decode(Tensor z)
        {
            var share = z.Select(1, 1).Sigmoid() * 0.5;
            return Ops.Stack([0.5 - share, share, Tensor.Full(share.Shape, 0.5)], 1);
        }
    }
}
