using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Sets;

/// <summary>
/// What the codes of sets tell about what the sets were drawn from (Edwards &amp; Storkey 2017, §5.1, whose figures show it): E_q[c | D] of a split beside those of
/// training sets.
/// </summary>
public sealed class SetCodes
{
    /// <summary>k of the nearest neighbours.</summary>
    public const int Neighbours = 15;

    // Training sets that neighbours are looked for among, and that lines are fitted to.
    private const int MostTrained = 5000;

    private readonly Part train, other;

    private SetCodes(Part train, Part other) => (this.train, this.other) = (train, other);

    /// <summary>Encodes up to 5,000 training sets and a split.</summary>
    /// <param name="limit">At most this many sets of the split, from the first.</param>
    public static SetCodes Of(IEncoder model, IDataset data, Split split, int limit, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        return new(Read(Split.Train, MostTrained), Read(split, limit));

        Part Read(Split part, int most)
        {
            var read = new Part();
            new OrderedBatches(data, part, 100, most).ForEach(batch =>
            {
                cancel.ThrowIfCancellationRequested();
                read.Codes.AddRange(model.Encode(batch).To(DType.F64).ToArray<double>().Chunk(model.LatentSize));
                if (batch.Labels is { } labels) read.Classes.AddRange(labels.ToArray<long>());
                foreach (var field in data.Info.Fields.Where(IsNumber))
                {
                    if (!read.Numbers.TryGetValue(field.Name, out var values)) read.Numbers[field.Name] = values = [];
                    values.AddRange(batch[field.Name].To(DType.F64).ToArray<double>());
                }
            });
            return read;
        }
    }

    /// <summary>Whether a field is one number for each set.</summary>
    public static bool IsNumber(Field field) => field.Name != Field.Main && field.Shape.Count == 0 && field.Type == DType.F32;

    /// <summary>Share of sets whose class is that of most of the 15 training sets with the nearest codes; of several classes as many, the one with the nearest of them.</summary>
    public Estimate ClassAccuracy()
    {
        using var scope = TensorScope.Enter();
        var nearest = Matrix(other).Cdist(Matrix(train)).Topk(Math.Min(Neighbours, train.Codes.Count), largest: false).Indices.ToArray<long>();
        var k = nearest.Length / other.Codes.Count;
        return Estimate.Of([.. other.Classes.Select((wanted, n) =>
        {
            var classes = nearest.Skip(n * k).Take(k).Select(i => train.Classes[(int)i]).ToList();
            // Groups come in the order in which they are first met, nearest first.
            return classes.GroupBy(c => c).MaxBy(g => g.Count())!.Key == wanted ? 1.0 : 0.0;
        })]);
    }

    /// <summary>R² on the split of the line from codes to a field that least squares fits to the training sets: 1 for all of its variance, 0 or less for none.</summary>
    /// <param name="field">One number for each set.</param>
    public double RSquared(string field)
    {
        using var scope = TensorScope.Enter();
        Tensor x = WithOne(train), y = Column(train);
        var lower = (x.T().Matmul(x) + Ops.Eye(x.Size(1), DType.F64) * 1e-9).LinalgCholesky();
        var line = lower.T().LinalgSolveTriangular(lower.LinalgSolveTriangular(x.T().Matmul(y), upper: false), upper: true);
        var wanted = Column(other);
        var residual = (wanted - WithOne(other).Matmul(line)).Square().Sum().ToDouble();
        return 1 - residual / (wanted - wanted.Mean()).Square().Sum().ToDouble();

        Tensor Column(Part part) => Tensor.From([.. part.Numbers[field]], part.Codes.Count, 1);

        static Tensor WithOne(Part part) => Ops.Cat([Matrix(part), Tensor.Ones([part.Codes.Count, 1], DType.F64)], 1);
    }

    private static Tensor Matrix(Part part) => Tensor.From([.. part.Codes.SelectMany(c => c)], part.Codes.Count, part.Codes[0].Length);

    private sealed class Part
    {
        public List<double[]> Codes { get; } = [];

        public List<long> Classes { get; } = [];

        public Dictionary<string, List<double>> Numbers { get; } = [];
    }
}
