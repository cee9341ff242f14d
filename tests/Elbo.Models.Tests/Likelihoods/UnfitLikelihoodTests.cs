using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Torch;

namespace Elbo.Models.Tests.Likelihoods;

/// <summary>A likelihood on data that it is not of.</summary>
public sealed class UnfitLikelihoodTests
{
    [Theory]
    [InlineData(LikelihoodKind.ColourLogistic, 1, "colourLogistic is of whole images of 3 channels, and the data is of shape [1, 8, 8]; choose discretisedLogistic")]
    [InlineData(LikelihoodKind.ColourLogistic, 4, "colourLogistic is of whole images of 3 channels, and the data is of shape [4, 8, 8]; choose discretisedLogistic")]
    [InlineData(LikelihoodKind.Mixed, 3, "mixed is of the columns of a table, and the data is none; choose gaussian for real numbers, bernoulli for bits")]
    public void It_is_refused_in_one_line_with_another_named(LikelihoodKind kind, int channels, string says)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        Should.Throw<ConfigException>(() => VaeDefinition.Build(new() { Latent = 2, Hidden = [4], Likelihood = kind }, new([channels, 8, 8], generator))).Message.ShouldBe($"model.likelihood: {says}");
    }
}
