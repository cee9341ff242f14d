using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Priors;
using Elbo.Probability.Inference;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Contract;

/// <summary>What every model of the catalogue must do.</summary>
[NoLeak]
public sealed class ModelContractTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, ContractCase.All.Count)];

    [Fact]
    public void Every_model_of_the_catalogue_has_a_contract_case() =>
        ModelCatalog.All.Select(e => e.Card.Id).Except(ContractCase.All.Select(c => c.Id)).ShouldBeEmpty();

    [Fact]
    public void Ids_are_kebab_case_and_unique()
    {
        var ids = ModelCatalog.All.Select(e => e.Card.Id).ToList();
        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => System.Text.RegularExpressions.Regex.IsMatch(id, "^[a-z0-9]+(-[a-z0-9]+)*$"));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Loss_is_one_finite_number_of_nats_per_example_and_named_terms(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        foreach (var stage in TrainingStage.Of(model))
        {
            stage.Prepare(model);
            foreach (var update in stage.Updates)
            {
                var loss = update.Loss(ContractCase.All[k].Examples(), new NoiseStream(1));
                loss.Objective.Shape.ToArray().ShouldBe([8L]);
                loss.Objective.ToArray<float>().ShouldAllBe(v => float.IsFinite(v));
                loss.Terms.ShouldNotBeEmpty();
                foreach (var term in loss.Terms) term.Values.Shape.ToArray().ShouldBe([8L], term.Name);
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_objective_is_the_sum_of_its_weighted_terms(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        foreach (var stage in TrainingStage.Of(model))
        {
            stage.Prepare(model);
            foreach (var update in stage.Updates)
            {
                // A weight of the divergence that no other weight is equal to.
                var loss = update.Loss(ContractCase.All[k].Examples(), new(new(1)) { KlWeight = 0.3 });
                var parts = loss.Terms.Where(t => t.Weight is not null).ToList();
                parts.ShouldNotBeEmpty(update.Name);
                var sum = parts.Select(t => t.Values.To(DType.F64) * t.Weight!.Value).Aggregate((a, b) => a + b).ToArray<double>();
                var objective = loss.Objective.To(DType.F64).ToArray<double>();
                // Sums of f32 in another order.
                for (var b = 0; b < sum.Length; b++) objective[b].ShouldBe(sum[b], 1e-5 * (1 + Math.Abs(sum[b])), update.Name);
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Stages_are_those_the_definition_lists(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        var listed = ModelCatalog.Find(ContractCase.All[k].Id).StageNames;
        if (model.As<IStaged>() is { } staged && staged.Stages is not [{ Name: TrainingStage.Whole }]) staged.Stages.Select(s => s.Name).Except(listed).ShouldBeEmpty();
        else listed.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Cases))]
    public void Gradient_reaches_every_parameter_of_its_stage_and_no_other(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        var reached = new HashSet<string>();
        foreach (var stage in TrainingStage.Of(model))
        {
            stage.Prepare(model);
            foreach (var update in stage.Updates)
            {
                model.ZeroGrad();
                update.Loss(ContractCase.All[k].Examples(), new NoiseStream(1)).Objective.Sum().Backward();
                foreach (var (name, parameter) in model.NamedParameters())
                {
                    if (!update.Moves(name))
                    {
                        // Of several updates one may reach what another moves: a discriminator that tells a generator how to move.
                        if (stage.Updates.Count == 1) parameter.Grad.ShouldBeNull(name);
                        continue;
                    }
                    reached.Add(name);
                    var gradient = parameter.Grad.ShouldNotBeNull(name);
                    if (ContractCase.All[k].WithoutContext is not { } blind || !name.StartsWith(blind, StringComparison.Ordinal))
                        gradient.Abs().Sum().ToDouble().ShouldBeGreaterThan(0, name);
                }
            }
        }
        reached.ShouldBe(model.NamedParameters().Select(p => p.Name), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Cases))]
    public void One_batch_can_be_overfitted(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        var batch = ContractCase.All[k].Examples();
        var before = Mean(model, batch);
        Fit(model, k, 600, 1);
        // Eight equiprobable patterns cost log 8 = 2.1 nats at best; a code of two dimensions gets most of the way from about 11.
        Mean(model, batch).ShouldBeLessThan(ContractCase.All[k].Overfitted * before);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Weights_survive_a_file_bit_for_bit(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build(seed: 1);
        using var other = ContractCase.All[k].Build(seed: 2);
        var file = Path.Combine(Path.GetTempPath(), $"elbo-{Guid.NewGuid():N}.safetensors");
        try
        {
            SafetensorsWriter.Save(file, model.State());
            SafetensorsReader.LoadInto(file, other.State());
        }
        finally
        {
            File.Delete(file);
        }
        var batch = ContractCase.All[k].Examples();
        var first = model.Loss(batch, new NoiseStream(3)).Objective.ToArray<float>();
        other.Loss(batch, new NoiseStream(3)).Objective.ToArray<float>().ShouldBe(first);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Same_seed_gives_the_same_training(int k)
    {
        using var scope = TensorScope.Enter();
        using var a = ContractCase.All[k].Build();
        using var b = ContractCase.All[k].Build();
        using var c = ContractCase.All[k].Build();
        Fit(a, k, 20, 5);
        Fit(b, k, 20, 5);
        Fit(c, k, 20, 6);
        Bytes(a).ShouldBe(Bytes(b));
        if (ContractCase.All[k].NoiseMatters) Bytes(c).ShouldNotBe(Bytes(a));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Using_a_model_changes_none_of_its_state(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        model.Evaluate();
        var before = Bytes(model);
        var noise = new NoiseStream(1);
        var batch = ContractCase.All[k].Examples();
        using (Gradients.Off())
        {
            model.Loss(batch, noise);
            if (model.As<ILatentVariables>() is not (null or { HasBound: false, HasPointPosterior: false }) && HasSites(model, k)) model.LogJoint(batch, model.Infer(batch, 3, noise).Z);
            if (model.As<IEncoder>() is { } encoder) encoder.Encode(batch).Shape.ToArray().ShouldBe([8L, encoder.LatentSize]);
            if (model.As<IGivenGenerator>() is { } completer)
            {
                completer.Complete(batch, 3, noise).Shape.ToArray().ShouldBe([3L, 8, batch.X.Size(1)]);
                completer.Given(batch).ToArray<float>().ShouldAllBe(v => v == 0 || v == 1);
            }
            if (model.As<IGenerator>() is { } generator) generator.Generate(5, noise).Shape.ToArray().ShouldBe([5L, .. ContractCase.All[k].IsRagged ? [generator.Generate(1, noise).Size(1)] : batch.X.Shape[1..]]);
            if (model.As<IExampleGenerator>() is { } examples)
            {
                var drawn = examples.GenerateExamples(5, noise);
                drawn.Size(0).ShouldBe(5);
                if (!ContractCase.All[k].IsRagged) drawn.Shape.ToArray().ShouldBe([5L, .. batch.X.Shape[1..]]);
                drawn.To(DType.F64).ToArray<double>().ShouldAllBe(v => double.IsFinite(v));
            }
            if (model.As<ICodeModel>() is { } codes) codes.Prior.LogProb(codes.EncodeCodes(batch), codes.PriorConditions(batch)).Shape.ToArray().ShouldBe([8L]);
            if (model.As<IReconstructor>() is { } reconstructor)
            {
                var made = reconstructor.Reconstruct(batch);
                if (ContractCase.All[k].IsRagged) made.Size(0).ShouldBe(batch.Count);
                else made.Count.ShouldBe(batch.X.Count);
                var mean = made.To(DType.F32).ToArray<float>();
                mean.ShouldAllBe(v => float.IsFinite(v));
                if (ContractCase.All[k] is { UnitRange: true, IsRagged: false }) mean.ShouldAllBe(v => v >= 0 && v <= 1);
            }
        }
        Bytes(model).ShouldBe(before);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Several_threads_at_once_get_what_one_gets(int k)
    {
        const int threads = 4, rounds = 10;
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        model.Evaluate();
        // The same examples in another order for each.
        var examples = ContractCase.All[k].Examples();
        var batches = Enumerable.Range(1, threads).Select(n => examples.With("x", Ops.Cat([examples.X.Narrow(0, n, 8 - n), examples.X.Narrow(0, 0, n)]))).ToArray();
        var alone = batches.Select(Read).ToArray();
        var beside = new byte[threads][][];
        Together(threads, n => beside[n] = [.. Enumerable.Range(0, rounds).Select(_ => Read(batches[n]))]);
        for (var n = 0; n < threads; n++)
            foreach (var result in beside[n]) result.ShouldBe(alone[n]);

        // Everything that is asked of a loaded model and draws nothing.
        byte[] Read(Batch batch)
        {
            using var off = Gradients.Off();
            using var own = TensorScope.Enter();
            List<Tensor> results = [];
            if (model.As<IEncoder>() is { } encoder) results.Add(encoder.Encode(batch));
            if (model.As<ICodeModel>() is { } codes) results.Add(codes.EncodeCodes(batch));
            if (model.As<IReconstructor>() is { } reconstructor) results.Add(reconstructor.Reconstruct(batch));
            results.Add(model.Loss(batch, new NoiseStream(1)).Objective);
            return [.. results.SelectMany(r => r.To(DType.F64).ToArray<double>()).SelectMany(BitConverter.GetBytes)];
        }
    }

    /// <summary>Has threads begin at the same moment, so that state they shared would show as another's result.</summary>
    private static void Together(int threads, Action<int> work)
    {
        using Barrier start = new(threads);
        Task.WaitAll([.. Enumerable.Range(0, threads).Select(n => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            work(n);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_bound_stays_below_the_exact_log_probability(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        if (model.As<ILatentVariables>() is not { HasBound: true }) return;
        Fit(model, k, 100, 2);
        using var off = Gradients.Off();
        model.Evaluate();
        var exact = LogProb(model, k);
        var bound = LogWeights(model, k).Mean([0]).ToArray<double>();
        // An exact posterior attains log p(x); what is then left is the rounding of the grid to f32.
        for (var b = 0; b < exact.Length; b++) bound[b].ShouldBeLessThan(exact[b] + 1e-4);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Importance_weights_close_the_gap_to_the_exact_log_probability(int k)
    {
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        if (model.As<ILatentVariables>() is not { HasPointPosterior: false, HasBound: true }) return;
        // Hardly trained: q is then wide enough for the weights to have a small variance, and the estimate a known error.
        Fit(model, k, ContractCase.All[k].WarmUp, 2);
        using var off = Gradients.Off();
        var exact = LogProb(model, k);
        var logW = LogWeights(model, k);
        var weights = new Probability.ImportanceAccumulator();
        weights.Add(logW);
        var (estimate, error) = (weights.LogMeanExp(), weights.StandardError());
        for (var b = 0; b < exact.Length; b++)
        {
            error[b].ShouldBeLessThan(ContractCase.All[k].ImportanceError);
            // Five standard errors, and a thousandth for the grid and f32.
            estimate[b].ShouldBe(exact[b], 5 * error[b] + 1e-3);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Annealing_comes_to_the_exact_log_probability_or_says_what_is_missing(int k)
    {
        const int Chains = 40, Distributions = 30;
        using var scope = TensorScope.Enter();
        using var model = ContractCase.All[k].Build();
        if (model.As<ILatentVariables>() is not { } latent) return;
        Fit(model, k, ContractCase.All[k].WarmUp, 2);
        using var off = Gradients.Off();
        model.Evaluate();
        var batch = ContractCase.All[k].Examples();
        if (!HasSites(model, k) || latent is { HasBound: false, HasPointPosterior: true } || model.As<ICodeModel>() is not null || model.Latent().HasPointPosterior || !IsReal(latent, batch))
        {
            Should.Throw<NotSupportedException>(() => new PosteriorPath(latent, batch, AnnealingBase.Prior)).Message.ShouldNotBeEmpty();
            return;
        }
        var exact = LogProb(model, k);
        foreach (var start in latent.HasBound ? Enum.GetValues<AnnealingBase>() : [AnnealingBase.Prior])
        {
            var estimate = AnnealedImportance.Forward(new PosteriorPath(latent, batch, start), AnnealingSchedule.Sigmoid(Distributions), Chains, new AdaptingStepSize(0.2), new NoiseStream(5));
            for (var b = 0; b < exact.Length; b++)
            {
                estimate.StandardError[b].ShouldBeLessThan(ContractCase.All[k].ImportanceError + 0.5);
                // Five standard errors, and a thousandth for the grid and f32; a q that is narrower than the posterior leaves out what its own errors do not show, and is low.
                var tolerance = 5 * estimate.StandardError[b] + 1e-3;
                (estimate.Log[b] - exact[b]).ShouldBeInRange(-tolerance - (start == AnnealingBase.Encoder ? 0.3 : 0), tolerance, $"{start}");
            }
        }
    }

    private static bool IsReal(ILatentVariables latent, Data.Batch batch)
    {
        var walk = new DrawWalk(new NoiseStream(0), 1, 8);
        latent.VisitPrior(batch, walk);
        return walk.Draws.All(d => d.Drawn.Source.Support == Probability.Support.Real);
    }

    private static bool HasSites(Model model, int k)
    {
        var walk = new DrawWalk(new NoiseStream(0), 1, 8);
        model.Latent().VisitPosterior(ContractCase.All[k].Examples(), walk);
        return walk.Draws.Count > 0;
    }

    private static Tensor LogWeights(Model model, int k)
    {
        var batch = ContractCase.All[k].Examples();
        var samples = model.Latent().HasPointPosterior ? 1 : 20_000;
        return Bound.Draw(model.Latent(), batch, samples, new(new NoiseStream(4))).LogWeights().To(DType.F64);
    }

    private static double[] LogProb(Model model, int k) => !HasSites(model, k)
        ? JointDensity.LogProb(model.Latent(), ContractCase.All[k].Examples(), new()).To(DType.F64).ToArray<double>()
        : model.As<ICodeModel>() is { } codes
        ? LogProbByListing(model, codes, ContractCase.All[k].Examples())
        : ContractCase.All[k].Circles is > 0 and var circles ? LogProbByAngles(model, ContractCase.All[k].Examples(), circles)
        : LogProbByQuadrature(model, k);

    // Σ p(x, z) over all arrays of codes.
    private static double[] LogProbByListing(Model model, ICodeModel codes, Data.Batch batch)
    {
        var (length, size) = (codes.Prior.Length(), codes.Prior.CodebookSize);
        var arrays = (int)Math.Pow(size, length);
        var all = Tensor.From([.. Enumerable.Range(0, arrays * length).Select(k => (float)(k / length / (int)Math.Pow(size, k % length) % size))], arrays, 1, length);
        var joint = model.LogJoint(batch, all.Expand([arrays, 8, length]));
        return joint.To(DType.F64).Logsumexp([0]).ToArray<double>();
    }

    // ∫ p(x, z) dz over a two-dimensional grid of [−end, end]², summed over a class where there is one; the rule of rectangles is spectrally accurate for such integrands.
    private static double[] LogProbByQuadrature(Model model, int k)
    {
        const double Step = 0.1;
        var (of, batch) = (ContractCase.All[k], ContractCase.All[k].Examples());
        var points = 20 * of.GridEnd + 1;
        var grid = new float[points * points * 8 * 2];
        for (var i = 0; i < points * points; i++)
            for (var b = 0; b < 8; b++)
            {
                grid[(i * 8 + b) * 2] = (float)(-of.GridEnd + Step * (i / points));
                grid[(i * 8 + b) * 2 + 1] = (float)(-of.GridEnd + Step * (i % points));
            }
        var z = Tensor.From(grid, points * points, 8, 2);
        var joint = of.ClassPlace is { } place
            ? Ops.Cat([.. Enumerable.Range(0, of.Classes).Select(c => model.LogJoint(batch, WithClass(z, place, c)).To(DType.F64))])
            : model.LogJoint(batch, z).To(DType.F64);
        return (joint.Logsumexp([0]) + 2 * Math.Log(Step)).ToArray<double>();
    }

    private static Tensor WithClass(Tensor z, int place, int number)
    {
        List<Tensor> numbers = [z.Narrow(-1, 0, 1), z.Narrow(-1, 1, 1)];
        numbers.Insert(place, Tensor.Full([z.Size(0), z.Size(1), 1], number));
        return Ops.Cat([.. numbers], -1);
    }

    // The same over the angles of one or two directions.
    private static double[] LogProbByAngles(Model model, Data.Batch batch, int circles)
    {
        var points = circles == 1 ? 2000 : 150;
        var all = (int)Math.Pow(points, circles);
        var codes = new float[all * 8 * circles * 2];
        for (var i = 0; i < all; i++)
            for (var b = 0; b < 8; b++)
                for (var c = 0; c < circles; c++)
                {
                    var angle = 2 * Math.PI * (c == 0 ? i % points : i / points) / points;
                    var place = (((i * 8) + b) * circles + c) * 2;
                    (codes[place], codes[place + 1]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
                }
        var joint = model.LogJoint(batch, Tensor.From(codes, all, 8, circles * 2)).To(DType.F64);
        return (joint.Logsumexp([0]) + circles * Math.Log(2 * Math.PI / points)).ToArray<double>();
    }

    private static void Fit(Model model, int k, int steps, ulong seed)
    {
        foreach (var stage in TrainingStage.Of(model))
        {
            stage.Prepare(model);
            var optimizers = stage.Updates.Select(u => new Adam(model.NamedParameters().Where(p => u.Moves(p.Name)), 0.01)).ToList();
            var noise = new NoiseStream(seed);
            for (var step = 0; step < steps; step++)
            {
                using var scope = TensorScope.Enter();
                foreach (var (update, optimizer) in stage.Updates.Zip(optimizers))
                {
                    update.Loss(ContractCase.All[k].Examples(), noise).Objective.Mean().Backward();
                    optimizer.Step();
                    model.ZeroGrad();
                }
            }
            foreach (var optimizer in optimizers) optimizer.Dispose();
        }
    }

    private static double Mean(Model model, Data.Batch batch)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        model.Evaluate();
        return Enumerable.Range(0, 50).Average(seed => model.Loss(batch, new NoiseStream((ulong)seed)).Objective.Mean().ToDouble());
    }

    private static byte[] Bytes(Model model) => [.. model.State().SelectMany(s => s.Value.AsBytes().ToArray())];
}
