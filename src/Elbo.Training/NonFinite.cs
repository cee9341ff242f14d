using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Training;

/// <summary>Finds the first parameter that left the finite numbers.</summary>
internal static class NonFinite
{
    /// <summary><c>weight 'NAME'</c>, the first in the model's order; null when all are finite.</summary>
    public static string? Weight(Model model) => First("weight", model.State());

    /// <summary><c>gradient of 'NAME'</c>, the first in the model's order; null when all are finite.</summary>
    public static string? Gradient(Model model) =>
        First("gradient of", model.NamedParameters().Where(p => p.Value.Grad is not null).Select(p => (p.Name, p.Value.Grad!)));

    /// <summary>Where it began: a weight that is not finite, else the first gradient that the objective gives.</summary>
    /// <param name="objective">[B], with its graph.</param>
    public static string? Origin(Model model, Tensor objective)
    {
        if (Weight(model) is { } weight) return weight;
        model.ZeroGrad();
        objective.Sum().Backward();
        return Gradient(model);
    }

    private static string? First(string what, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var off = Gradients.Off();
        foreach (var (name, value) in tensors)
        {
            using var scope = TensorScope.Enter();
            if (value.DType.IsFloating() && value.Isfinite().All().ToDouble() == 0) return $"{what} '{name}'";
        }
        return null;
    }
}
