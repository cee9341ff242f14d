using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class BinarizedMnistTests
{
    [Fact]
    public void The_split_has_its_published_counts_and_the_mean_of_mnist()
    {
        using var data = KnownSet.Open("binarized-mnist");
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((50_000, 10_000, 10_000));
        // 39 million Bernoulli pixels whose probabilities average MNIST's mean pixel 0.1307, over another choice of 50,000 images.
        (KnownSet.MeanPixel(data, Split.Train) / 255).ShouldBe(0.1307, 0.001);
        using var scope = TensorScope.Enter();
        data.Labels(Split.Train).ShouldBeNull();
    }

    [Fact]
    public void No_way_of_binarisation_changes_a_pixel()
    {
        using var grey = KnownSet.Open("binarized-mnist");
        using var drawn = KnownSet.Open("binarized-mnist", new DataOptions { Binarisation = Binarisation.Dynamic });
        using var scope = TensorScope.Enter();
        foreach (var split in new[] { Split.Train, Split.Validation, Split.Test })
            drawn.Draw(split, [0, 17, 9_999], 3).X.ToArray<float>().ShouldBe(grey.Draw(split, [0, 17, 9_999]).X.ToArray<float>());
    }

    [Fact]
    public void A_validation_count_against_the_published_one_is_refused()
    {
        using var _ = KnownSet.Open("binarized-mnist", new DataOptions { ValidationCount = 10_000 });
        Should.Throw<DataException>(() => Datasets.Open("binarized-mnist", new DataOptions { ValidationCount = 5_000 })).Message
            .ShouldBe("binarized-mnist: has a validation split of its own with 10000 examples; a validation count of 5000 cannot be chosen (leave it out)");
    }
}
