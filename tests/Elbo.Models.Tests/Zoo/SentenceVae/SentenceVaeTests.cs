using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.SentenceVae;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.SentenceVae;

[NoLeak]
public sealed class SentenceVaeTests
{
    private static readonly string[] words = [Vocabulary.EndWord, Vocabulary.UnknownWord, "a", "b", "c", "d"];

    [Theory]
    [InlineData(false, true, 1)]
    [InlineData(true, false, 1)]
    [InlineData(false, false, 0.5)]
    public void The_gradient_is_that_of_central_differences_at_fixed_noise(bool inputless, bool everyStep, double keepRate)
    {
        using var scope = TensorScope.Enter();
        using var model = Model(new() { Latent = 3, Embedding = 4, Hidden = 5, Inputless = inputless, EveryStep = everyStep, KeepRate = keepRate });
        model.To(Device.Cpu, DType.F64);
        FiniteDifference.Check(model, Texts());
    }

    [Fact]
    public void The_gradient_of_the_language_model_is_that_of_central_differences()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var model = RnnLmDefinition.Build(new() { Embedding = 4, Hidden = 5 }, new(Schema(), generator));
        model.To(Device.Cpu, DType.F64);
        FiniteDifference.Check(model, Texts());
    }

    [Fact]
    public void A_code_is_that_of_the_words_however_much_padding_follows()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Model(new() { Latent = 3, Embedding = 4, Hidden = 5 });
        model.Evaluate();
        var encoder = model.As<IEncoder>()!;
        var all = encoder.Encode(Texts()).ToArray<float>();
        for (var b = 0; b < 4; b++)
        {
            long[] own = [.. Rows[b].TakeWhile(w => w != 0), .. Rows[b].Contains(0) ? new long[] { 0 } : []];
            var alone = encoder.Encode(new(Tensor.From(own, 1, own.Length), null, Tensor.Arange(1))).ToArray<float>();
            // Products of other sizes round otherwise.
            for (var j = 0; j < 3; j++) alone[j].ShouldBe(all[b * 3 + j], 1e-5f);
        }
    }

    [Fact]
    public void The_ends_of_a_walk_between_two_sentences_are_what_their_codes_decode_to()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Model(new() { Latent = 3, Embedding = 4, Hidden = 5 });
        model.Evaluate();
        var ends = new Batch(Tensor.From([.. Rows[0], .. Rows[2]], 2, 4), null, Tensor.Arange(2));
        var direct = model.As<IReconstructor>()!.Reconstruct(ends).ToArray<long>();
        var codes = model.As<IEncoder>()!.Encode(ends);
        model.As<IDecoder>()!.Decode(codes).To(DType.I64).ToArray<long>().ShouldBe(direct);
    }

    [Fact]
    public void The_language_model_has_an_exact_bound_draws_and_nothing_to_encode()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var generator = new Generator(1);
        using var model = RnnLmDefinition.Build(new() { Embedding = 4, Hidden = 5 }, new(Schema(), generator));
        model.Evaluate();
        model.Latent().Words.HasLatents.ShouldBeFalse();
        model.As<IEncoder>().ShouldBeNull();
        model.As<IReconstructor>().ShouldBeNull();
        model.As<IGenerator>()!.Generate(4, new(1)).Size(0).ShouldBe(4);
        var bound = Bound.Draw(model.Latent(), Texts(), 3, new(new NoiseStream(1)));
        bound.LogWeights().ToArray<float>().Chunk(4).ShouldAllBe(row => row.SequenceEqual(bound.LogLikelihood.ToArray<float>().Take(4)));
    }

    [Fact]
    public void The_bound_is_below_the_probability_of_a_text_that_a_grid_of_codes_gives()
    {
        const double Step = 0.1;
        const int End = 7, Points = (int)(2 * End / Step) + 1;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Model(new() { Latent = 1, Embedding = 4, Hidden = 5 });
        model.Evaluate();
        var batch = Texts();
        var grid = Tensor.From([.. Enumerable.Range(0, Points).SelectMany(k => Enumerable.Repeat((float)(-End + Step * k), 4))], Points, 4, 1);
        var values = new SiteValues();
        values.Add("z", grid);
        var joint = model.Latent().Likelihood(batch, values, new(new NoiseStream(0))).LogProb(batch.X).To(DType.F64) - grid.Squeeze(-1).To(DType.F64).Square() / 2 - 0.5 * Math.Log(2 * Math.PI);
        var exact = (joint.Logsumexp([0]) + Math.Log(Step)).ToArray<double>();
        var drawn = Bound.Draw(model.Latent(), batch, 2_000, new(new NoiseStream(1))).LogWeights().To(DType.F64);
        var bound = drawn.Mean([0]).ToArray<double>();
        var estimate = (drawn.Logsumexp([0]) - Math.Log(2_000)).ToArray<double>();
        for (var b = 0; b < 4; b++)
        {
            bound[b].ShouldBeLessThan(exact[b]);
            // An untrained code says little, so 2,000 importance weights are all but equal.
            estimate[b].ShouldBe(exact[b], 0.01);
        }
    }

    // Four templates with slots.
    [Fact, Trait("Category", "Long")]
    public void A_decoder_that_is_told_every_word_leaves_the_code_alone_and_one_that_is_told_none_does_not()
    {
        var (plain, _) = Trained(new() { Latent = 8, Embedding = 16, Hidden = 32, Dropout = 0, FreeBits = null, KeepRate = 1, EveryStep = false }, _ => 1);
        var (annealed, bound) = Trained(new() { Latent = 8, Embedding = 16, Hidden = 32, Dropout = 0, FreeBits = null, Inputless = true }, step => 1 / (1 + Math.Exp(-0.02 * (step - 1_000))));
        plain.ShouldBeLessThan(0.2);
        // Which template it is: log 4 = 1.4 nats, without which each of eight words would cost as many.
        annealed.ShouldBeGreaterThan(1.2);
        // The template and two slots of four words are 4.2 nats at best.
        bound.ShouldBeLessThan(6);
    }

    [Fact]
    public void A_fixed_concentration_makes_the_divergence_a_constant_and_the_length_of_the_raw_direction_say_nothing()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Model(new() { Latent = 50, Embedding = 4, Hidden = 5, Posterior = TextPosterior.VonMisesFisher, Kappa = 80, Dropout = 0, KeepRate = 1 });
        var before = Parts();
        // Table of exact divergences, 50 coordinates and κ = 80.
        foreach (var kl in before.Kl) kl.ShouldBe(19.515, 1e-3);
        foreach (var (name, parameter) in model.NamedParameters())
            if (name.StartsWith("encoder.", StringComparison.Ordinal) && !name.Contains("lstm", StringComparison.Ordinal)) parameter.MulInPlace(3);
        var after = Parts();
        // Rounding of directions in f32.
        for (var b = 0; b < 4; b++) after.Nats[b].ShouldBe(before.Nats[b], 1e-3);

        (double[] Kl, double[] Nats) Parts()
        {
            var loss = model.Loss(Texts(), new(new NoiseStream(1)));
            return ([.. loss.Terms.Single(t => t.Name == "kl").Values.Expand([4]).ToArray<float>()], [.. loss.Terms.Single(t => t.Name == "reconstruction").Values.ToArray<float>()]);
        }
    }

    // Four templates with slots, each word read as unknown by the decoder.
    [Fact, Trait("Category", "Long")]
    public void Directions_keep_their_divergence_where_a_Gaussian_code_collapses_and_say_which_template_it_is()
    {
        var (gaussian, _) = Trained(new() { Latent = 8, Embedding = 16, Hidden = 32, Dropout = 0, FreeBits = null, KeepRate = 1, EveryStep = false }, _ => 1);
        gaussian.ShouldBeLessThan(0.1);
        SentenceVaeConfig directions = new() { Latent = 8, Embedding = 16, Hidden = 32, Dropout = 0, Posterior = TextPosterior.VonMisesFisher, Kappa = 20, Inputless = true };
        var (kl, nats) = Trained(directions, _ => 1, Check);
        // By quadrature over the cosine to μ; the closed form is in f32 here.
        kl.ShouldBe(4.48599, 1e-3);
        // By the shares of the words alone each of the 9 costs log of about 30: 6 words of each template, 8 of slots and the end.
        (nats - kl).ShouldBeLessThan(9 * Math.Log(20));

        // 1-nearest neighbour by cosine: of 400 sentences the nearest other has the same template.
        static void Check(Model model)
        {
            var batch = Corpus(new Random(5), 400);
            var codes = model.As<IEncoder>()!.Encode(batch);
            var near = (codes.Matmul(codes.T()) - 2 * Ops.Eye(400)).Argmax(-1).ToArray<long>();
            // The first word is the template's own.
            long[] templates = [.. batch.X.ToArray<long>().Chunk(9).Select(row => row[0])];
            near.Select((other, k) => templates[other] == templates[k] ? 1.0 : 0).Average().ShouldBeGreaterThan(0.95);
        }
    }

    private static (double Kl, double Nats) Trained(SentenceVaeConfig config, Func<int, double> weight, Action<Model>? look = null)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var schema = Schema() with { Vocabulary = [Vocabulary.EndWord, Vocabulary.UnknownWord, .. Enumerable.Range(2, 40).Select(k => $"w{k}")] };
        using var model = SentenceVaeDefinition.Build(config, new(schema, generator));
        using var adam = new Adam(model.NamedParameters(), 0.01);
        var (random, noise) = (new Random(1), new NoiseStream(1));
        for (var step = 0; step < 1_500; step++)
        {
            using var own = TensorScope.Enter();
            model.Loss(Corpus(random, 32), new(noise) { Step = step, KlWeight = weight(step) }).Objective.Mean().Backward();
            adam.Step();
            model.ZeroGrad();
        }
        using var off = Gradients.Off();
        model.Evaluate();
        look?.Invoke(model);
        var loss = model.Loss(Corpus(random, 500), new(noise));
        return (loss.Terms.Single(t => t.Name == "kl").Values.Mean().ToDouble(), loss.Objective.Mean().ToDouble());
    }

    // A template is eight words of its own, of which two are slots of four words each.
    private static Batch Corpus(Random random, int count)
    {
        var x = new long[count * 9];
        for (var b = 0; b < count; b++)
        {
            var template = random.Next(4);
            for (var t = 0; t < 8; t++) x[b * 9 + t] = t is 2 or 5 ? 34 + (4 * (t / 3)) + random.Next(4) : 2 + (8 * template) + t;
        }
        return new(Tensor.From(x, count, 9), null, Tensor.Arange(count));
    }

    private static long[][] Rows => [[2, 3, 0, 0], [2, 4, 5, 0], [5, 0, 0, 0], [3, 3, 4, 2]];

    private static Batch Texts() => new(Tensor.From([.. Rows.SelectMany(r => r)], 4, 4), null, Tensor.Arange(4));

    private static DataSchema Schema() => new() { Kind = DataKind.WordSequences, Fields = [new(Field.Main, DType.I64, [null])], Vocabulary = words };

    private static Model Model(SentenceVaeConfig config)
    {
        using var generator = new Generator(1);
        return SentenceVaeDefinition.Build(config, new(Schema(), generator));
    }
}
