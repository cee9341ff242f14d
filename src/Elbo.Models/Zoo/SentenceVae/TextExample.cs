using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Zoo.SentenceVae;

/// <summary>Small data of the kind that models of texts take.</summary>
internal static class TextExample
{
    public static DataSchema Schema { get; } = new()
    {
        Kind = DataKind.WordSequences,
        Fields = [new(Field.Main, DType.I64, [null])],
        Vocabulary = [Vocabulary.EndWord, Vocabulary.UnknownWord, "a", "b"],
    };
}
