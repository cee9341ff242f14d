using Elbo.Torch;

namespace Elbo.Models.Sequences;

/// <summary>A distribution of texts, [batch…, T] words each, that can be searched for likely ones.</summary>
public interface ITextSearch
{
    /// <summary>The likeliest texts that a beam search finds, never less likely than those of the likeliest word each time.</summary>
    /// <param name="beam">W, beginnings that are kept at every word; 1 takes the likeliest word each time.</param>
    /// <returns>[batch…, T] I64, padded with <see cref="Data.Vocabulary.End"/>.</returns>
    Tensor Likeliest(int beam);

    /// <summary>The same among the texts that have the known words: each open place gets a word of the vocabulary, neither an end nor what stands for unknown ones.</summary>
    /// <param name="words">[batch…, T] I64, padded with ends; open places have any word but the end.</param>
    /// <param name="open">Which places are open, bool [batch…, T].</param>
    /// <param name="beam">As of <see cref="Likeliest"/>.</param>
    /// <returns>[batch…, T] I64: the known words, ends and padding as they were.</returns>
    Tensor Complete(Tensor words, Tensor open, int beam);
}
