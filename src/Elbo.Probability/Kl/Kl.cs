using System.Collections.Concurrent;
using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Kullback–Leibler divergence KL(q‖p) = E_q[log q − log p] ≥ 0, nats per event. Closed forms are looked up by the pair of types in a
/// table that <see cref="Register{TQ, TP}"/> extends; for other pairs there is <see cref="MonteCarlo"/>.
/// </summary>
public static class Kl
{
    private static readonly ConcurrentDictionary<(Type Q, Type P), Func<Distribution, Distribution, Tensor>> closedForms = new();

    static Kl()
    {
        Register<Normal, StandardNormal>(ClosedForms.Between);
        Register<Normal, Normal>(ClosedForms.Between);
        Register<StandardNormal, Normal>(ClosedForms.Between);
        Register<StandardNormal, StandardNormal>(ClosedForms.Between);
        Register<Bernoulli, Bernoulli>(ClosedForms.Between);
        Register<Categorical, Categorical>(ClosedForms.Between);
        Register<ContinuousBernoulli, ContinuousBernoulli>(ClosedForms.Between);
        Register<Laplace, Laplace>(ClosedForms.Between);
        Register<Uniform, Uniform>(ClosedForms.Between);
        Register<Gamma, Gamma>(ClosedForms.Between);
        Register<Exponential, Exponential>(ElementwiseClosedForms.Between);
        Register<Rayleigh, Rayleigh>(ElementwiseClosedForms.Between);
        Register<Pareto, Pareto>(ElementwiseClosedForms.Between);
        Register<Weibull, Weibull>(ElementwiseClosedForms.Between);
        Register<Reciprocal, Reciprocal>(ElementwiseClosedForms.Between);
        Register<Gumbel, Gumbel>(ElementwiseClosedForms.Between);
        Register<Cauchy, Cauchy>(ElementwiseClosedForms.Between);
        Register<Beta, Beta>(ElementwiseClosedForms.Between);
        Register<ChiSquared, ChiSquared>(ElementwiseClosedForms.Between);
        Register<Dirichlet, Dirichlet>(ClosedForms.Between);
        Register<MultivariateNormal, MultivariateNormal>(ClosedForms.Between);
        Register<MultivariateNormal, StandardNormal>(ClosedForms.Between);
        Register<VonMisesFisher, HypersphericalUniform>(SphereClosedForms.Between);
        Register<VonMisesFisher, VonMisesFisher>(SphereClosedForms.Between);
        Register<PowerSpherical, HypersphericalUniform>(SphereClosedForms.Between);
        Register<HypersphericalUniform, HypersphericalUniform>(SphereClosedForms.Between);
        Register<LogNormal, LogNormal>(ElementwiseClosedForms.Between);
        Register<Erlang, Erlang>(ElementwiseClosedForms.Between);
    }

    /// <summary>Adds or replaces the closed form of one pair of families.</summary>
    /// <param name="closedForm">Gets q and p with equal event shapes, gives KL(q‖p), <c>[batch…]</c>, nats, differentiable.</param>
    public static void Register<TQ, TP>(Func<TQ, TP, Tensor> closedForm) where TQ : Distribution where TP : Distribution =>
        closedForms[(typeof(TQ), typeof(TP))] = (q, p) => closedForm((TQ)q, (TP)p);

    /// <summary>True when <see cref="Between"/> knows this pair of families.</summary>
    public static bool HasClosedForm(Distribution q, Distribution p) => closedForms.ContainsKey((q.GetType(), p.GetType()));

    /// <summary>KL(q‖p) in closed form, <c>[batch…]</c>, nats; the batch axes of the two broadcast.</summary>
    /// <exception cref="NotSupportedException">No closed form is registered for the pair.</exception>
    /// <exception cref="ArgumentException">Their events differ in shape.</exception>
    public static Tensor Between(Distribution q, Distribution p)
    {
        CheckEvents(q, p);
        var divergence = closedForms.TryGetValue((q.GetType(), p.GetType()), out var closedForm)
            ? closedForm(q, p)
            : throw new NotSupportedException($"no closed form of KL({q.GetType().Name}‖{p.GetType().Name}); estimate it with Kl.MonteCarlo or add one with Kl.Register");
        // A form that does not need one of the two knows nothing of its batch.
        var batch = Shapes.Broadcast(q.BatchShape, p.BatchShape);
        return divergence.Shape.SequenceEqual(batch) ? divergence : divergence.Expand(batch);
    }

    /// <summary>KL(q‖p) as the mean of log q − log p over draws from q. No gradient flows: to train, subtract the log-probabilities of your own draws.</summary>
    /// <param name="noise">Source of the draws; it moves on.</param>
    /// <param name="samples">Number of draws per batch element, at least 2; memory does not grow with it.</param>
    /// <exception cref="ArgumentException">The events differ in shape, or fewer than two samples are asked for.</exception>
    public static KlEstimate MonteCarlo(Distribution q, Distribution p, NoiseStream noise, long samples)
    {
        CheckEvents(q, p);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        using var off = Gradients.Off();
        var moments = new RunningMoments();
        long size = 1;
        foreach (var axis in q.Shape) size *= axis;
        var chunk = Math.Max(1, ElementsPerChunk / Math.Max(1, size));
        for (long done = 0; done < samples; done += chunk)
        {
            using var scope = TensorScope.Enter();
            var drawn = q.Draw(noise, Math.Min(chunk, samples - done));
            moments.Add(drawn.LogProb() - p.LogProb(drawn.Value));
        }
        return new KlEstimate(Tensor.From(moments.Mean()).Reshape(moments.Shape), Tensor.From(moments.StandardError()).Reshape(moments.Shape));
    }

    /// <summary>Draws held at once: 2 MiB of f64, which stays in a core's cache.</summary>
    private const long ElementsPerChunk = 1 << 18;

    private static void CheckEvents(Distribution q, Distribution p)
    {
        if (q.EventAxes == p.EventAxes && q.EventShape.SequenceEqual(p.EventShape)) return;
        throw new ArgumentException($"KL of {q} and {p}: the events must have the same shape");
    }
}
