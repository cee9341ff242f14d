using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Quantizers;
using Elbo.Models.Zoo.GlobalVqVae;
using Elbo.Models.Zoo.VqVae;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.VqVae;

[NoLeak]
public sealed class VqVaeTests
{
    private static readonly GatedPixelCnnConfig smallPrior = new() { Layers = 2, Features = 12, SkipFeatures = 16, FirstKernel = 3 };

    private static readonly VqVaeConfig small = new()
    {
        Likelihood = LikelihoodKind.Bernoulli,
        VectorSize = 4,
        Network = new() { Variant = GridVariant.Reference, Width = 16, Halvings = 2, ResidualBlocks = 1, ResidualWidth = 8 },
        Quantizer = new() { Vector = new() { Codes = 8, Learning = CodebookLearning.Ema, KMeansBatches = 1, RestartBelow = 1 } },
        Prior = new() { PixelCnn = smallPrior },
    };

    [Fact]
    public void The_quantisers_terms_are_sums_over_the_places_unless_weighed_otherwise()
    {
        using var scope = TensorScope.Enter();
        var batch = Stripes(6, 1);
        double Objective(double? weight, string term)
        {
            using var model = Build(small with { QuantizerWeight = weight, Quantizer = new() { Vector = new() { Codes = 8 } } });
            var loss = model.Loss(batch, new NoiseStream(1));
            return term == "objective" ? loss.Objective.Sum().ToDouble() : loss.Terms.First(t => t.Name == term).Values.Sum().ToDouble();
        }
        var reconstruction = Objective(0, "objective");
        reconstruction.ShouldBe(Objective(0, "reconstruction"), 1e-3);
        // Two by two places, β = 0.25.
        Objective(null, "objective").ShouldBe(reconstruction + 4 * (0.25 * Objective(0, "commitment") + Objective(0, "codebook")), 1e-2);
        Objective(4, "objective").ShouldBe(Objective(null, "objective"), 1e-3);
    }

    [Fact]
    public void A_prior_conditioned_on_labels_draws_what_is_asked_for()
    {
        using var scope = TensorScope.Enter();
        using var model = Build(small with { Prior = small.Prior with { Condition = "label" } });
        Fit(model, 150);
        using var off = Gradients.Off();
        for (var label = 0; label < 2; label++)
        {
            var drawn = model.Generate(40, new NoiseStream(2), 1, label);
            // Stripes along rows differ between rows, those along columns within them.
            var images = drawn.View([40, 8, 8]);
            var across = (images.Narrow(1, 1, 7) - images.Narrow(1, 0, 7)).Abs().Mean().ToDouble();
            var along = (images.Narrow(2, 1, 7) - images.Narrow(2, 0, 7)).Abs().Mean().ToDouble();
            (label == 0 ? across > along : along > across).ShouldBeTrue($"label {label}: {across:0.000} across rows, {along:0.000} along them");
        }
        // All values in turn unless one is asked for.
        model.Condition!.Levels.ShouldBe(2);
        model.Generate(3, new NoiseStream(2)).Shape.ToArray().ShouldBe([3L, 64L]);
    }

    [Fact]
    public void Temperature_zero_draws_the_likeliest_codes_each_time()
    {
        using var scope = TensorScope.Enter();
        using var model = Build(small);
        model.Evaluate();
        using var off = Gradients.Off();
        var drawn = model.Generate(2, new NoiseStream(1), 0, null);
        drawn[0].ToArray<float>().ShouldBe(drawn[1].ToArray<float>());
        model.Generate(2, new NoiseStream(5), 0, null).ToArray<float>().ShouldBe(drawn.ToArray<float>());
    }

    [Fact]
    public void A_factor_the_data_does_not_have_is_refused_with_the_nearest() =>
        Should.Throw<ConfigException>(() => Build(small with { Prior = small.Prior with { Condition = "lable" } })).Message.ShouldBe("model.prior.condition: the data has no factor 'lable'; did you mean 'label'?");

    [Fact]
    public void Few_global_codes_keep_what_an_image_is_about()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var model = GlobalVqVaeModel.Build(new()
        {
            Likelihood = LikelihoodKind.Bernoulli,
            VectorSize = 4,
            Network = small.Network,
            Quantizer = small.Quantizer.Vector,
            GlobalCodes = 2,
            GlobalChannels = 12,
            GridPrior = smallPrior,
            PriorFeatures = 12,
        }, new([1, 8, 8], generator));
        Fit(model, 400);
        using var off = Gradients.Off();
        var batch = Stripes(40, 9);
        var codes = model.EncodeCodes(batch);
        codes.Shape.ToArray().ShouldBe([40L, 2 + 4]);
        model.UpperBits.ShouldBe(6, 1e-9);
        // The grid costs less given its own global codes than given those of the next image: they are not ignored.
        var swapped = Ops.Cat([codes.Narrow(1, 0, 2).Roll([1], [0]), codes.Narrow(1, 2, 4)], 1);
        double Grid(Tensor of) => model.Prior.CrossEntropy(of).Narrow(1, 2, 4).Sum([1]).Mean().ToDouble();
        Grid(codes).ShouldBeLessThan(Grid(swapped) - 1);
        var redrawn = model.ReconstructFromUpper(batch, new NoiseStream(3));
        (redrawn - batch.X).Square().Mean().ToDouble().ShouldBeLessThan(0.5 * (batch.X - batch.X.Mean([0])).Square().Mean().ToDouble());
    }

    private static VqVaeModel Build(VqVaeConfig config)
    {
        using var generator = new Generator(1);
        return VqVaeModel.Build(config, new([1, 8, 8], generator) { Factors = [new("label", 2)] });
    }

    private static void Fit(Model model, int steps)
    {
        foreach (var stage in TrainingStage.Of(model))
        {
            stage.Prepare(model);
            using var adam = new Adam(model.NamedParameters().Where(p => stage.Learns(p.Name)), 0.005);
            var noise = new NoiseStream(1);
            for (var step = 0; step < steps; step++)
            {
                using var scope = TensorScope.Enter();
                stage.Loss(Stripes(32, (ulong)step), noise).Objective.Mean().Backward();
                adam.Step();
                adam.ZeroGrad();
            }
        }
        model.Evaluate();
    }

    // 8 × 8 images of stripes two pixels wide, at either phase: along rows (label 0) or along columns (1).
    private static Batch Stripes(int count, ulong seed)
    {
        var random = new Random((int)seed);
        var (values, labels) = (new float[count * 64], new long[count]);
        for (var b = 0; b < count; b++)
        {
            var phase = random.Next(4);
            labels[b] = random.Next(2);
            for (var d = 0; d < 64; d++) values[b * 64 + d] = ((labels[b] == 0 ? d / 8 : d % 8) + phase) / 2 % 2;
        }
        return new(Tensor.From(values, count, 64), Tensor.From(labels), Tensor.Arange(count));
    }
}
