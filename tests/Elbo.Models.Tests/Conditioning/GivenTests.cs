using Elbo.Data;
using Elbo.Models.Conditioning;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Conditioning;

[NoLeak]
public sealed class GivenTests
{
    [Fact]
    public void A_given_and_a_modelled_part_make_the_example_again()
    {
        using var scope = TensorScope.Enter();
        var x = Greys(5, 9);
        var given = new GivenPlaces([7, 2, 3], 9, binarise: false);
        given.Whole(x, given.Rest(x)).ToArray<float>().ShouldBe(x.X.ToArray<float>());
        given.Modelled.ShouldBe([0, 1, 4, 5, 6, 8]);
        var places = given.Places(x).ToArray<float>();
        for (var d = 0; d < 9; d++) places[d].ShouldBe(d is 2 or 3 or 7 ? 1 : 0);
    }

    [Fact]
    public void A_grey_value_is_given_as_1_with_its_own_probability_and_anew_at_each_presentation()
    {
        const int Presentations = 20_000;
        using var scope = TensorScope.Enter();
        var x = new Batch(Tensor.From([0f, 0.2f, 0.7f, 1f], 1, 4).Expand([Presentations, 4]), null, Tensor.Arange(Presentations));
        var given = new GivenPlaces([0, 1, 2], 4, binarise: true);
        var mean = given.Of(given.Present(x, new NoiseStream(1))).Mean([0]).ToArray<float>();
        // Five standard errors.
        mean[0].ShouldBe(0);
        mean[1].ShouldBe(0.2f, 5 * (float)Math.Sqrt(0.2 * 0.8 / Presentations));
        mean[2].ShouldBe(0.7f, 5 * (float)Math.Sqrt(0.7 * 0.3 / Presentations));
        var noise = new NoiseStream(2);
        given.Of(given.Present(x, noise)).ToArray<float>().ShouldNotBe(given.Of(given.Present(x, noise)).ToArray<float>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_presentation_an_example_is_given_the_same_whatever_batch_it_is_in(bool places)
    {
        using var scope = TensorScope.Enter();
        IGiven given = places ? new GivenPlaces([0, 1, 2, 3, 4], 9, binarise: true) : new GivenMask(9, null, 0.5);
        var x = Greys(12, 9);
        var all = given.Of(x).ToArray<float>();
        long[] some = [7, 3];
        var part = new Batch(x.X.IndexSelect(0, Tensor.From(some)), null, Tensor.From(some));
        given.Of(part).ToArray<float>().ShouldBe([.. all[(7 * given.Size)..(8 * given.Size)], .. all[(3 * given.Size)..(4 * given.Size)]]);
        all.Chunk(given.Size).Select(row => string.Join(' ', row)).Distinct().Count().ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Under_a_mask_only_the_other_places_are_counted_and_shown_as_modelled()
    {
        using var scope = TensorScope.Enter();
        var x = Greys(3, 4).With("seen", Tensor.From([1f, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1], 3, 4));
        var given = new GivenMask(4, "seen", 0);
        var all = Normal.FromStd(Tensor.Zeros([2, 3, 4]), Tensor.Ones([4]));
        var logProb = given.Restrict(x, all).LogProb(x.X);
        logProb.Shape.ToArray().ShouldBe([2L, 3]);
        var (values, seen) = (x.X.ToArray<float>(), x["seen"].ToArray<float>());
        for (var b = 0; b < 3; b++)
        {
            var expected = Enumerable.Range(4 * b, 4).Where(k => seen[k] == 0).Sum(k => -0.5 * (values[k] * values[k] + Math.Log(2 * Math.PI)));
            logProb.ToArray<float>()[b].ShouldBe((float)expected, 1e-5f);
        }
        var whole = given.Whole(x, Tensor.Full([3, 4], 9)).ToArray<float>();
        for (var k = 0; k < 12; k++) whole[k].ShouldBe(seen[k] == 1 ? values[k] : 9);
        given.Of(x).ToArray<float>()[..8].ShouldBe([values[0], 0, 0, values[3], 1, 0, 0, 1]);
    }

    private static Batch Greys(int count, int size) => new(new NoiseStream(4).Uniform([count, size]), null, Tensor.Arange(count));
}
