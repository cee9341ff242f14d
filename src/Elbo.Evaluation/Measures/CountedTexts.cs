using System.Globalization;
using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Evaluation.Measures;

/// <summary>How words of texts are counted: those of counts of words, and of sequences also the end of each text, which a model has to say too.</summary>
internal abstract class CountedTexts
{
    private const int BatchSize = 500;

    /// <summary>The way of a kind of data; null for data that are no texts.</summary>
    public static CountedTexts? Of(DataKind kind) => kind switch
    {
        DataKind.WordCounts => new OfCounts(),
        DataKind.WordSequences => new OfSequences(),
        _ => null,
    };

    /// <summary>Words of each text that are counted.</summary>
    public abstract IReadOnlyList<long> Lengths(Batch batch);

    /// <summary>Of them those that are not told apart; null where it is not known.</summary>
    public abstract long? Unknown(Batch batch);

    /// <summary>What is counted, for a figure.</summary>
    public abstract string Describe(long words, long? unknown);

    /// <summary>−log p of each text by words' shares in the training texts, nats: every word is added once, as one that training never has would cost infinitely much.</summary>
    public List<double> ByShares(MeasureContext context)
    {
        using var scope = TensorScope.Enter();
        var counts = Tensor.Ones([context.Data.Info.Vocabulary!.Count], DType.F64);
        new OrderedBatches(context.Data, Split.Train, BatchSize).ForEach(batch => Add(counts, batch));
        var logShares = (counts / counts.Sum()).Log();
        List<double> nats = [];
        new OrderedBatches(context.Data, context.Split, BatchSize, context.Limit).ForEach(batch => nats.AddRange(Cost(logShares, batch).ToArray<double>()));
        return nats;
    }

    /// <summary>Adds the words of a batch to their counts [V] F64.</summary>
    protected abstract void Add(Tensor counts, Batch batch);

    /// <summary>−Σ log share of the words of each text [B].</summary>
    protected abstract Tensor Cost(Tensor logShares, Batch batch);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class OfCounts : CountedTexts
    {
        public override IReadOnlyList<long> Lengths(Batch batch) => batch[WordCountsDataset.TextLength].ToArray<long>();

        public override long? Unknown(Batch batch) => null;

        public override string Describe(long words, long? unknown) => Text($"{words:N0} words");

        protected override void Add(Tensor counts, Batch batch) => counts.AddInPlace(batch.X.Sum([0], dtype: DType.F64));

        protected override Tensor Cost(Tensor logShares, Batch batch) => -(batch.X.To(DType.F64) * logShares).Sum([-1]);
    }

    private sealed class OfSequences : CountedTexts
    {
        public override IReadOnlyList<long> Lengths(Batch batch) => batch.LengthsOf(Field.Main)!.ToArray<long>();

        public override long? Unknown(Batch batch) => (long)batch.X.Eq(Vocabulary.Unknown).Sum().ToDouble();

        public override string Describe(long words, long? unknown) => Text($"{words:N0} words, the end of each text among them, {unknown:N0} of them {Vocabulary.UnknownWord}");

        protected override void Add(Tensor counts, Batch batch)
        {
            var real = Real(batch).View([-1]);
            counts.IndexAddInPlace(0, batch.X.View([-1]), real);
        }

        protected override Tensor Cost(Tensor logShares, Batch batch) => -(logShares.IndexSelect(0, batch.X.View([-1])).View(batch.X.Shape) * Real(batch)).Sum([-1]);

        private static Tensor Real(Batch batch) => Tensor.Arange(batch.X.Size(1)).Lt(batch.LengthsOf(Field.Main)!.Unsqueeze(1)).To(DType.F64);
    }
}
