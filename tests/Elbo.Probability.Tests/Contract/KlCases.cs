using Elbo.Torch;

namespace Elbo.Probability.Tests.Contract;

/// <summary>One pair of distributions whose divergence has a closed form.</summary>
public sealed record KlCase(string Name, Func<(Distribution Q, Distribution P)> Build)
{
    public override string ToString() => Name;
}

/// <summary>The one list of registered pairs: a new closed form is a new row.</summary>
public static class KlCases
{
    public static TheoryData<string> Names => [.. All.Select(row => row.Name)];

    public static IReadOnlyList<KlCase> All { get; } =
    [
        new("normal, standard normal", () => (Normal.FromLogVariance(V(0.3, -1.2), V(-0.7, 0.4)), new StandardNormal(2, DType.F64))),
        new("normal from log-std, standard normal", () => (Normal.FromLogStd(V(0.3, -1.2), V(-0.7, 0.4)), new StandardNormal(2, DType.F64))),
        new("normal, normal", () => (Normal.FromLogVariance(V(0.3, -1.2), V(-0.7, 0.4)), Normal.FromStd(V(0.5, 1), V(0.8, 1.9)))),
        new("standard normal, normal", () => (new StandardNormal(2, DType.F64), Normal.FromLogStd(V(0.5, 1), V(0.2, -0.1)))),
        new("bernoulli, bernoulli", () => (new Bernoulli(V(0.5, -2)), new Bernoulli(V(-0.4, 1)))),
        new("categorical, categorical", () => (new Categorical(V(0.5, -2, 1)), new Categorical(V(0, 0, 0.3)))),
        new("continuous bernoulli, continuous bernoulli", () => (new ContinuousBernoulli(V(0.05, -4)), new ContinuousBernoulli(V(2, 1)))),
        new("laplace, laplace", () => (new Laplace(V(0.5, -2), V(0.3, -0.4)), new Laplace(V(0, 0), V(0.1, 0.5)))),
        new("uniform, uniform", () => (new Uniform(V(0.2, 0), V(0.7, 1)), new Uniform(V(0, -1), V(1, 1)))),
        new("gamma, gamma", () => (new Gamma(V(2, 0.9), V(1, 3)), new Gamma(V(3, 1.4), V(1.5, 2)))),
        new("exponential, exponential", () => (new Exponential(V(2, 0.5)), new Exponential(V(1.3, 0.7)))),
        new("rayleigh, rayleigh", () => (new Rayleigh(V(2, 0.5)), new Rayleigh(V(1.6, 0.7)))),
        new("erlang, erlang of equal shape", () => (new Erlang(3, V(2, 0.5)), new Erlang(3, V(1.3, 0.7)))),
        new("erlang, erlang of another shape", () => (new Erlang(3, V(2, 0.5)), new Erlang(2, V(1.3, 0.7)))),
        new("pareto, pareto", () => (new Pareto(V(2, 1), V(3, 4)), new Pareto(V(1.5, 0.9), V(2, 5)))),
        new("weibull, weibull", () => (new Weibull(V(2, 1), V(1.5, 2)), new Weibull(V(1.5, 1.2), V(1, 2.5)))),
        new("reciprocal, reciprocal", () => (new Reciprocal(V(1, 2), V(2, 4)), new Reciprocal(V(0.5, 2), V(3, 5)))),
        new("gumbel, gumbel", () => (new Gumbel(V(0.5, -1), V(0.1, -0.3)), new Gumbel(V(0, -0.5), V(0.2, 0)))),
        new("cauchy, cauchy", () => (new Cauchy(V(0.5, -1), V(0.1, -0.3)), new Cauchy(V(0, -0.5), V(0.4, 0.5)))),
        new("beta, beta", () => (new Beta(V(2, 0.9), V(3, 1.5)), new Beta(V(1.5, 1.2), V(2, 1)))),
        new("chi-squared, chi-squared", () => (new ChiSquared(V(4, 2.5)), new ChiSquared(V(3, 4)))),
        new("dirichlet, dirichlet", () => (new Dirichlet(V(2, 0.9, 4)), new Dirichlet(V(1, 1.5, 3)))),
        new("multivariate normal, multivariate normal", () => (
            new MultivariateNormal(V(0.3, -1.2), Tensor.From([0.7, 0, 0.5, 1.1], 2, 2)), new MultivariateNormal(V(0.5, -1), Tensor.From([1.2, 0, -0.4, 0.9], 2, 2)))),
        new("multivariate normal, standard normal", () => (
            new MultivariateNormal(V(0.3, -1.2), Tensor.From([0.7, 0, 0.5, 1.1], 2, 2)), new StandardNormal(2, DType.F64))),
        new("von mises–fisher, uniform on the sphere", () => (new VonMisesFisher(V(0.6, 0, 0.8, 0), Tensor.Scalar(3, DType.F64)), new HypersphericalUniform(4, DType.F64))),
        new("von mises–fisher, von mises–fisher", () => (
            new VonMisesFisher(V(0.6, 0, 0.8), Tensor.Scalar(3, DType.F64)), new VonMisesFisher(V(0, 0.6, 0.8), Tensor.Scalar(2, DType.F64)))),
        new("power spherical, uniform on the sphere", () => (new PowerSpherical(V(0.6, 0, 0.8, 0), Tensor.Scalar(3, DType.F64)), new HypersphericalUniform(4, DType.F64))),
        new("log-normal, log-normal", () => (new LogNormal(V(0.3, -1.2), V(-0.7, 0.4)), new LogNormal(V(0.5, -1), V(-0.2, 0.5)))),
    ];

    public static KlCase Named(string name) => All.Single(row => row.Name == name);

    private static Tensor V(params double[] values) => Tensor.From(values);
}
