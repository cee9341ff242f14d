using Elbo.Torch;

namespace Elbo.Models.Priors;

/// <summary>What a stage minimises that learns the prior of codes which stand still.</summary>
internal static class CodeLoss
{
    /// <summary>−log p of all codes of an example [B], with <c>kl</c>, the same, and <c>bits_per_code</c>.</summary>
    /// <param name="nats">−log p of each code, [B, …].</param>
    public static LossTerms Of(Tensor nats)
    {
        var rows = nats.Flatten(1);
        var all = rows.Sum([1]);
        return new(all, [new("kl", all, Weight: 1), new("bits_per_code", all / (rows.Size(1) * Math.Log(2)), Unit.Bits)]);
    }
}
