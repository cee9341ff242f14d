using Elbo.Evaluation.Latents;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Latents;

[NoLeak]
public sealed class LinearProbeTests
{
    [Fact]
    public void Classes_that_a_line_parts_are_told_without_a_mistake_whatever_the_scale_of_a_number()
    {
        using var scope = TensorScope.Enter();
        var known = Tensor.From([0f, 0, 1, 1000, 4, 0, 5, 1000, 0, 9000, 1, 9500], 6, 2);
        var guesses = LinearProbe.Guess(Tensor.From([0.5f, 500, 4.5f, 500, 0.5f, 9200], 3, 2), known, [0, 0, 1, 1, 2, 2], 3);
        guesses.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void A_class_of_which_nothing_is_known_is_never_guessed_and_a_number_that_is_always_the_same_tells_nothing()
    {
        using var scope = TensorScope.Enter();
        var guesses = LinearProbe.Guess(Tensor.From([7f, -3, 7, 3], 2, 2), Tensor.From([7f, -1, 7, -2, 7, 1, 7, 2], 4, 2), [0, 0, 2, 2], 4);
        guesses.ShouldBe([0, 2]);
    }

    [Fact]
    public void Two_classes_are_told_by_the_point_between_them_where_the_minimum_of_the_penalised_cost_has_it()
    {
        using var scope = TensorScope.Enter();
        // By symmetry the weight of the only number is odd and the constant is 0: the border is the mean of the known.
        var guesses = LinearProbe.Guess(Tensor.From([2.9f, 3.1f], 2, 1), Tensor.From([1f, 2, 4, 5], 4, 1), [0, 0, 1, 1], 2);
        guesses.ShouldBe([0, 1]);
    }
}
