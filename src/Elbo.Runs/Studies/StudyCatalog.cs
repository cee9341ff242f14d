using Elbo.Evaluation.Studies;
using Elbo.Runs.Sessions;

namespace Elbo.Runs.Studies;

/// <summary>All studies, in the order in which they are listed.</summary>
public static class StudyCatalog
{
    /// <summary>The studies that <c>elbo study</c> knows, each by its <see cref="IStudy.Id"/>.</summary>
    public static IReadOnlyList<IStudy> All { get; } = [new ParzenStudy(), new ToyObjectivesStudy(), new NearestNeighboursStudy(), new MixtureTrickStudy(), new MixtureEstimatorsStudy(), new DecodersStudy(), new ImputationStudy()];

    /// <exception cref="UsageException">There is none of this name.</exception>
    public static IStudy Find(string id) => All.FirstOrDefault(s => s.Id == id)
        ?? throw new UsageException($"'{id}' is no study; there are {string.Join(", ", All.Select(s => s.Id))}");
}
