using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Coding;

/// <summary>
/// Compresses examples by a model's codes and prior. Lossless in the codes: what comes back is exactly the codes that went in, and the data as the model decodes
/// them. What codes and data are conditioned on is taken from the examples' factors alone, since a reader has nothing else.
/// </summary>
/// <param name="factors">Factors of the data the model was built for; empty where there are none.</param>
/// <param name="hash"><see cref="ModelHash"/> of the model.</param>
public sealed class CodeCompressor(ICodeModel model, IReadOnlyList<int> exampleShape, IReadOnlyList<Factor> factors, byte[] hash)
{
    /// <summary>Examples of a chunk: enough for matrix products to be worth while.</summary>
    public const int Rows = 250;

    private readonly int dimensions = exampleShape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Whether prior or decoder need to know factors of the examples.</summary>
    public bool IsConditional { get; } = NeedsFactors(model, exampleShape, factors);

    private int[] Levels => IsConditional ? [.. factors.Select(f => f.Levels)] : [];

    /// <summary>Encodes examples and writes their codes.</summary>
    /// <param name="names">Of the examples, where they are images with names.</param>
    /// <param name="done">Called with the number of examples encoded, then with those written, from 0 again.</param>
    /// <exception cref="InvalidOperationException">The model is conditional and the data have other factors.</exception>
    public (CodedExamples Examples, CodeContainer File) Compress(IDataset data, Split split, int limit, IReadOnlyList<string>? names = null, Action<int>? done = null, CancellationToken cancel = default)
    {
        if (IsConditional && !data.Info.Factors.Select(f => (f.Name, f.Levels)).SequenceEqual(factors.Select(f => (f.Name, f.Levels))))
            throw new InvalidOperationException($"the model depends on {string.Join(", ", factors.Select(f => $"{f.Name} ({f.Levels} values)"))}, which {data.Info.Id} does not have as it is needed");
        using var off = Gradients.Off();
        List<int> codes = [], known = [];
        var batches = new OrderedBatches(data, split, Rows, limit);
        var count = 0;
        batches.ForEach(batch =>
        {
            cancel.ThrowIfCancellationRequested();
            Add(codes, model.EncodeCodes(batch));
            if (IsConditional) Add(known, batch.Factors!);
            count += batch.Count;
            done?.Invoke(count);
        });
        var examples = new CodedExamples(Rows, [.. codes], [.. known], count);
        var queue = new SymbolQueue();
        WriteFactors(examples, queue);
        Coder(examples).Write(examples.Codes, queue, done, cancel);
        var message = new AnsStack();
        queue.PushTo(message);
        return (examples, new()
        {
            ModelHash = hash,
            CodesCrc = Crc(examples.Codes),
            Examples = count,
            Rows = Rows,
            Threads = TorchRuntime.Threads,
            ExampleShape = exampleShape,
            CodeShape = model.Prior.Shape,
            FactorLevels = Levels,
            Names = names,
            Message = message.ToBytes(),
        });
    }

    /// <summary>The codes of a file. libtorch should have the file's threads.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="CodeContainerException">The file was made with another model, or this machine computes other logits.</exception>
    public CodedExamples Decompress(CodeContainer file, string path, Action<int>? done = null, CancellationToken cancel = default)
    {
        CheckModel(file, path);
        try
        {
            var message = AnsStack.FromBytes(file.Message);
            var examples = new CodedExamples(file.Rows, [], ReadFactors(file, message), file.Examples);
            examples = examples with { Codes = Coder(examples).Read(message, file.Examples, done, cancel) };
            if (message.IsEmpty && Crc(examples.Codes) == file.CodesCrc) return examples;
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException or ArithmeticException)
        {
            throw OtherLogits(path, failure);
        }
        throw OtherLogits(path, null);
    }

    /// <summary>Means of p(x | codes) of some examples, [count, D]; equal bits for the same chunk on the same machine.</summary>
    public Tensor Decode(CodedExamples examples, int first, int count)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        return scope.Keep(model.DecodeCodes(examples.CodeTensor(model.Prior.Shape, first, count), model.DecoderConditions(Stand(examples, first, count))));
    }

    /// <summary>Sum over all codes of −log₂ p under the prior, bits, by whole passes.</summary>
    public double CrossEntropyBits(CodedExamples examples)
    {
        using var off = Gradients.Off();
        var nats = 0.0;
        for (var first = 0; first < examples.Count; first += examples.Rows)
        {
            using var scope = TensorScope.Enter();
            var count = Math.Min(examples.Rows, examples.Count - first);
            nats += model.Prior.CrossEntropy(examples.CodeTensor(model.Prior.Shape, first, count), Conditions(examples, first, count)).To(DType.F64).Sum().ToDouble();
        }
        return nats / Math.Log(2);
    }

    private static bool NeedsFactors(ICodeModel model, IReadOnlyList<int> shape, IReadOnlyList<Factor> factors)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var batch = ConditionBatch.Of([.. factors.Select(_ => 0)], factors, 1, shape.Aggregate(1, (product, size) => product * size));
        return model.PriorConditions(batch) is not null || model.DecoderConditions(batch) is not null;
    }

    private void CheckModel(CodeContainer file, string path)
    {
        if (!file.ModelHash.AsSpan().SequenceEqual(hash)) throw new CodeContainerException(path, "was made with another model, or with other weights of this one");
        // The hash covers all of it; a file that contradicts it was made up.
        if (!file.ExampleShape.SequenceEqual(exampleShape) || !file.CodeShape.SequenceEqual(model.Prior.Shape) || !file.FactorLevels.SequenceEqual(Levels))
            throw new CodeContainerException(path, "damaged: its shapes are not those of its model");
    }

    private static CodeContainerException OtherLogits(string path, Exception? inner) =>
        new(path, "its codes do not come out as they went in: this machine or library computes other logits than the one that wrote it", inner);

    private CodeCoder Coder(CodedExamples examples) => new(model.Prior, examples.Rows, (first, count) => Conditions(examples, first, count));

    private CodeConditions? Conditions(CodedExamples examples, int first, int count) => model.PriorConditions(Stand(examples, first, count));

    /// <summary>A batch that knows of the examples what a reader knows.</summary>
    private Batch Stand(CodedExamples examples, int first, int count)
    {
        var width = IsConditional ? factors.Count : 0;
        return ConditionBatch.Of(examples.Factors.AsSpan(first * width, count * width), IsConditional ? factors : [], count, dimensions);
    }

    private void WriteFactors(CodedExamples examples, SymbolQueue queue)
    {
        if (!IsConditional) return;
        var tables = Uniform(Levels);
        for (var k = 0; k < examples.Factors.Length; k++) queue.Add(tables[k % tables.Length], examples.Factors[k]);
    }

    private static int[] ReadFactors(CodeContainer file, AnsStack message)
    {
        var tables = Uniform(file.FactorLevels);
        var values = new List<int>();
        for (var k = 0; k < tables.Length * file.Examples; k++) values.Add(tables[k % tables.Length].PopFrom(message));
        return [.. values];
    }

    private static FrequencyTable[] Uniform(IReadOnlyList<int> levels)
    {
        FrequencyTable[] tables = [.. levels.Select(l => new FrequencyTable(l))];
        foreach (var table in tables) table.FillUniform();
        return tables;
    }

    private static void Add(List<int> target, Tensor values)
    {
        foreach (var value in values.ToArray<long>()) target.Add(checked((int)value));
    }

    private static uint Crc(int[] codes) => Crc32.Of(MemoryMarshal.AsBytes(codes.AsSpan()));
}
