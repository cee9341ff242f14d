using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// Full variational Bayes (Kingma &amp; Welling 2014, arXiv 1312.6114, appendix F): the parameters θ of a module have the prior N(0, I) and the posterior q(θ) = N(μ, diag σ²), of which each step draws one θ = μ + σ ζ.
/// The module holds μ, which is what it is used with outside of training, in an objective of held-out data too; σ is learned beside it. What is added is KL(q(θ) ‖ N(0, I))/N for each of N examples, term <c>weight_kl</c>.
/// </summary>
public sealed class WeightPosteriorObjective : IObjective
{
    private readonly IObjective objective;
    private readonly Module module;
    private readonly IReadOnlyList<Tensor> means, others;
    private readonly Spreads spreads;
    private readonly int? trainingExamples;

    /// <param name="objective">What it is added to, of one update.</param>
    /// <param name="module">With θ; borrowed.</param>
    /// <param name="others">All else that learns by the objective; borrowed.</param>
    /// <param name="trainingExamples">N; null where it is not known, and no objective can be taken.</param>
    /// <param name="start">σ of every parameter at first.</param>
    public WeightPosteriorObjective(IObjective objective, Module module, IEnumerable<Module> others, int? trainingExamples, double start = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(start);
        (this.objective, this.module, this.trainingExamples) = (objective, module, trainingExamples);
        means = [.. module.Parameters()];
        this.others = [.. others.Concat(objective.Parts.Select(p => p.Part)).SelectMany(m => m.Parameters())];
        spreads = new(module, start);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Part)> Parts => [.. objective.Parts, ("weight_posterior", spreads)];

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The objective has several updates.</exception>
    public IReadOnlyList<Update> Updates(ILatentVariables model, IReadOnlyList<string> parts) =>
        objective.Updates(model, parts) is { Count: 0 } none ? none : throw new NotSupportedException("a posterior of weights goes with an objective of one update");

    /// <inheritdoc/>
    public object? Capability => objective.Capability;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">N is not known.</exception>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var examples = trainingExamples
            ?? throw new InvalidOperationException($"weightPosterior needs the number of training examples; build the model with {nameof(ModelInputs)}.{nameof(ModelInputs.TrainingExamples)}");
        // A draw is written into the module for its time: several threads may ask a model that is no longer trained.
        Tensor? slopes = null;
        var loss = module.IsTraining ? Drawn(model, x, step, out slopes) : objective.Of(model, x, step);
        var divergence = (Divergence() * (1.0 / examples)).Expand([x.Count]);
        var whole = loss.Objective.Detach() + divergence;
        if (slopes is not null) whole += slopes;
        return loss with { Objective = whole, Terms = [.. loss.Terms, new("weight_kl", divergence, Weight: 1)] };
    }

    /// <summary>The objective at one draw of θ, which the module holds for as long; its gradients in everything are taken there, as the module forgets the draw.</summary>
    /// <param name="slopes">0, with these gradients; null where none are wanted.</param>
    private LossTerms Drawn(ILatentVariables model, Batch x, StepContext step, out Tensor? slopes)
    {
        Tensor[] before, noise;
        using (Gradients.Off())
        {
            before = [.. means.Select(m => m.Clone())];
            noise = [.. means.Select(m => step.Noise.Normal(m.Shape, m.Device, m.DType))];
            for (var k = 0; k < means.Count; k++) means[k].AddInPlace(spreads.LogStd[k].Exp() * noise[k]);
        }
        try
        {
            var loss = objective.Of(model, x, step);
            slopes = Gradients.Enabled ? Slopes(loss.Objective.Mean(), noise) : null;
            return loss;
        }
        finally
        {
            using var off = Gradients.Off();
            for (var k = 0; k < means.Count; k++) means[k].CopyInPlace(before[k]);
        }
    }

    // θ moves with μ by 1 and with log σ by σ ζ.
    private Tensor Slopes(Tensor mean, Tensor[] noise)
    {
        var found = Gradients.WhereReached(mean, [.. means, .. others]);
        Tensor? sum = null;
        for (var k = 0; k < found.Length; k++)
        {
            if (found[k] is not { } slope) continue;
            Add(k < means.Count ? means[k] : others[k - means.Count], slope);
            if (k < means.Count) Add(spreads.LogStd[k], slope * noise[k] * spreads.LogStd[k].Detach().Exp());
        }
        return sum ?? mean.Detach() * 0;

        void Add(Tensor parameter, Tensor slope)
        {
            // The parameter stays out of the product's value: 0 with the slope as its gradient.
            var part = (slope.Detach() * (parameter - parameter.Detach())).Sum();
            sum = sum is null ? part : sum + part;
        }
    }

    /// <summary>½ Σ (μ² + σ² − 1 − log σ²), nats.</summary>
    private Tensor Divergence()
    {
        Tensor? sum = null;
        for (var k = 0; k < means.Count; k++)
        {
            var twice = spreads.LogStd[k] * 2;
            var part = (means[k].Square() + twice.Exp() - 1 - twice).Sum() * 0.5;
            sum = sum is null ? part : sum + part;
        }
        return sum!;
    }

    /// <summary>log σ of each parameter of a module, by its name there with dashes for dots.</summary>
    private sealed class Spreads : Module
    {
        public Spreads(Module module, double start)
        {
            using var scope = TensorScope.Enter();
            LogStd = [.. module.NamedParameters().Select(p => Param($"{p.Name.Replace('.', '-')}", Tensor.Full(p.Value.Shape, Math.Log(start), p.Value.DType, p.Value.Device)))];
        }

        public IReadOnlyList<Tensor> LogStd { get; }
    }
}
