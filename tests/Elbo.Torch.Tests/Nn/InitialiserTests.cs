using Elbo.Testing;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class InitialiserTests
{
    private const long Out = 200, In = 50, Field = 4, Count = Out * In * Field;

    // The variance of a sample of 40,000 values is within 5 standard errors, √(2/n)·5 = 3.6 %, of the distribution's.
    private const double VarianceTolerance = 0.036;

    public static IEnumerable<TheoryDataRow<string, double, double>> Distributions() =>
    [
        // name, variance, largest absolute value; fan in 50·4, fan out 200·4
        new("glorot uniform", 2.0 / 1000, Math.Sqrt(6.0 / 1000)),
        new("glorot normal", 2.0 / 1000, double.PositiveInfinity),
        new("kaiming uniform", 2.0 / 200, Math.Sqrt(6.0 / 200)),
        new("kaiming uniform √5", 1.0 / 600, Math.Sqrt(1.0 / 200)),
        new("kaiming normal", 2.0 / 200, double.PositiveInfinity),
        new("normal", 0.09, double.PositiveInfinity),
        new("uniform", 1.0 / 3, 1),
    ];

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Draws_have_the_variance_and_the_range_of_their_distribution(string name, double variance, double most)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(12);
        Initialiser initialiser = name switch
        {
            "glorot uniform" => Initialisers.GlorotUniform(),
            "glorot normal" => Initialisers.GlorotNormal(),
            "kaiming uniform" => Initialisers.KaimingUniform(),
            "kaiming uniform √5" => Initialisers.KaimingUniform(Math.Sqrt(5)),
            "kaiming normal" => Initialisers.KaimingNormal(),
            "normal" => Initialisers.Normal(0.3),
            _ => Initialisers.Uniform(-1, 1),
        };
        var tensor = Tensor.Zeros([Out, In, Field]).RequireGrad();
        initialiser(tensor, generator);
        tensor.IsLeaf.ShouldBeTrue();
        var values = tensor.ToArray<float>();
        (values.Sum(v => (double)v * v) / Count / variance).ShouldBe(1, VarianceTolerance);
        values.Average().ShouldBe(0, (float)(5 * Math.Sqrt(variance / Count)));
        values.Max(Math.Abs).ShouldBeLessThanOrEqualTo((float)most);
    }

    [Theory]
    [InlineData(6, 2, 2)]
    [InlineData(3, 2, 4)]
    [InlineData(5, 5, 1)]
    public void Orthogonal_starts_are_orthonormal_along_the_shorter_side(long rows, long columns, long field)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(13);
        var tensor = Tensor.Zeros([rows, columns, field], DType.F64);
        Initialisers.Orthogonal(2)(tensor, generator);
        var matrix = tensor.View([rows, columns * field]);
        var product = rows <= columns * field ? matrix.Matmul(matrix.T()) : matrix.T().Matmul(matrix);
        TorchFixture.ShouldAgree(product, Ops.Eye(product.Size(0), DType.F64) * 4, "Gram matrix");
    }

    [Theory]
    [InlineData(15, 40)]
    [InlineData(15, 15)]
    [InlineData(15, 6)]
    public void A_sparse_start_gives_every_unit_as_many_inputs_each_somewhere_else(int inputs, int fanIn)
    {
        const int Units = 4000;
        using var scope = TensorScope.Enter();
        using var generator = new Generator(15);
        var tensor = Tensor.Zeros([Units, fanIn]).RequireGrad();
        Initialisers.SparseNormal(inputs, 0.1)(tensor, generator);
        var values = tensor.ToArray<float>();
        var kept = Math.Min(inputs, fanIn);
        values.Chunk(fanIn).ShouldAllBe(unit => unit.Count(v => v != 0) == kept);
        // 5 standard errors of the variance of 24,000 values or more, √(2/n)·5 = 4.6 %, and of a share of 4,000 units.
        (values.Sum(v => (double)v * v) / (Units * kept) / 0.01).ShouldBe(1, 0.046);
        var share = (double)kept / fanIn;
        for (var i = 0; i < fanIn; i++)
            ((double)Enumerable.Range(0, Units).Count(u => values[u * fanIn + i] != 0) / Units).ShouldBe(share, 5 * Math.Sqrt(share * (1 - share) / Units) + 1e-9, $"input {i}");
    }

    [Fact]
    public void Constants_fill_and_layers_take_an_initialiser()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(14);
        using var linear = new Linear(2, 2, generator, weightInit: Initialisers.Constant(3), biasInit: Initialisers.Zeros);
        linear.Forward(Tensor.Ones([1, 2])).ToArray<float>().ShouldBe([6f, 6f]);
        Should.Throw<TorchException>(() => Initialisers.GlorotUniform()(Tensor.Ones([3]), generator)).Message.ShouldContain("two axes");
    }
}
