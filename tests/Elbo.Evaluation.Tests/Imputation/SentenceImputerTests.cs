using Elbo.Data;
using Elbo.Evaluation.Imputation;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Models.Zoo.SentenceVae;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Imputation;

[NoLeak]
public sealed class SentenceImputerTests
{
    private static readonly DataSchema schema = new()
    {
        Kind = DataKind.WordSequences,
        Fields = [new(Field.Main, DType.I64, [null])],
        Vocabulary = [Vocabulary.EndWord, Vocabulary.UnknownWord, .. Enumerable.Range(2, 8).Select(k => $"w{k}")],
    };

    private static readonly long[] words = [2, 3, 1, 5, 0, 4, 1, 0, 0, 0, 7, 7, 7, 7, 7];
    private static readonly bool[] open = [false, true, false, true, false, false, false, false, false, false, true, true, true, true, true];

    [Fact]
    public void Known_words_stay_unknown_ones_among_them_and_every_open_place_gets_a_word_whatever_stood_in_it()
    {
        using var scope = TensorScope.Enter();
        using var model = Sentences();
        var imputer = new SentenceImputer(model.As<ILatentVariables>()!);
        var filled = imputer.Fill(Words(words), Open()).ToArray<long>();
        for (var k = 0; k < words.Length; k++)
        {
            if (open[k]) filled[k].ShouldBeGreaterThan(Vocabulary.Unknown);
            else filled[k].ShouldBe(words[k]);
        }

        imputer.Fill(Words([.. words.Zip(open, (word, isOpen) => isOpen ? 9 : word)]), Open()).ToArray<long>().ShouldBe(filled);
    }

    [Fact]
    public void A_pass_takes_the_code_of_the_text_as_it_is_filled_so_far()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var differ = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            using var model = Sentences(seed);
            var latent = model.As<ILatentVariables>()!;
            var x = Words(words).MaskedFill(Open(), Vocabulary.Unknown);
            List<string> seen = [];
            for (var pass = 1; pass <= 3; pass++)
            {
                x = TextSearches.At(latent, new Batch(x, null, Tensor.Arange(3))).Complete(x, Open(), 4);
                new SentenceImputer(latent, pass, 4).Fill(Words(words), Open()).ToArray<long>().ShouldBe(x.ToArray<long>());
                seen.Add(string.Join(' ', x.ToArray<long>()));
            }

            if (seen[0] != seen[1]) differ++;
        }

        // Else no pass would be told from another.
        differ.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_model_without_a_code_fills_once()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var model = RnnLmDefinition.Build(new() { Embedding = 4, Hidden = 5 }, new(schema, generator));
        model.Evaluate();
        var latent = model.As<ILatentVariables>()!;
        SentenceImputer.HasCode(latent).ShouldBeFalse();
        new SentenceImputer(latent, 3, 4).Fill(Words(words), Open()).ToArray<long>().ShouldBe(new SentenceImputer(latent, 1, 4).Fill(Words(words), Open()).ToArray<long>());
    }

    [Fact]
    public void A_model_of_anything_else_is_refused()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var model = VaeDefinition.Build(new() { Hidden = [3], Latent = 2 }, new(DataSchema.OfShape([4]), generator));
        Should.Throw<NotSupportedException>(() => new SentenceImputer(model.As<ILatentVariables>()!).Fill(Tensor.Ones([1, 4]), Tensor.Zeros([1, 4], DType.Bool)));
    }

    // Larger weights than a training begins with, so that a code changes what is likely.
    private static Model Sentences(ulong seed = 1)
    {
        using var generator = new Generator(seed);
        var model = SentenceVaeDefinition.Build(new() { Latent = 3, Embedding = 4, Hidden = 5, Dropout = 0 }, new(schema, generator));
        using var off = Gradients.Off();
        foreach (var parameter in model.Parameters()) parameter.MulInPlace(6);
        model.Evaluate();
        return model;
    }

    private static Tensor Words(long[] numbers) => Tensor.From(numbers, 3, 5);

    private static Tensor Open() => Tensor.From(open, 3, 5);
}
