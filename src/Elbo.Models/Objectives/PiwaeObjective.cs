using Elbo.Data;
using Elbo.Models.Latents;

namespace Elbo.Models.Objectives;

/// <summary>
/// Two targets in turn (Rainforth et al. 2018, arXiv 1802.04537, §5): prior and likelihood ascend L_MK of all draws, then q ascends the mean of L_K over M
/// groups. Terms as of <see cref="IwaeObjective"/>.
/// </summary>
/// <param name="groups">M.</param>
/// <param name="samples">K.</param>
public sealed class PiwaeObjective(int groups, int samples) : IObjective, IKlWeighted
{
    private readonly IwaeObjective all = new(checked(groups * samples));
    private readonly MiwaeObjective grouped = new(groups, samples);

    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step) => all.Of(model, x, step);

    /// <inheritdoc/>
    public IReadOnlyList<Update> Updates(ILatentVariables model, IReadOnlyList<string> parts)
    {
        IReadOnlyList<string> inference = [.. model.PosteriorParts.Select(p => p.Name)];
        return
        [
            new("generation", [.. parts.Except(inference)], (x, step) => Of(model, x, step)),
            new("inference", inference, (x, step) => grouped.Of(model, x, step)),
        ];
    }
}
