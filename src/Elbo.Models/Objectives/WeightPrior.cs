using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>
/// A prior N(0, I) on the parameters of a module. It counts once for the whole data, so each of N examples bears an N-th of it (Kingma
/// &amp; Welling 2014, §5): adding all of it to every example would regularise N times too much.
/// </summary>
/// <param name="module">Borrowed.</param>
/// <param name="trainingExamples">N; null where it is not known, and no objective can be taken.</param>
internal sealed class WeightPrior(Module module, int? trainingExamples)
{
    private readonly Tensor[] parameters = [.. module.Parameters()];

    /// <summary>‖θ‖²/2N, the same for each of <paramref name="count"/> examples [B] nats, noted as <c>weight_prior</c>; the constant ½ P log 2π is left out.</summary>
    /// <exception cref="InvalidOperationException">N is not known.</exception>
    public Tensor PerExample(int count, ICollection<LossTerm> notes)
    {
        var examples = trainingExamples
            ?? throw new InvalidOperationException($"weightPrior needs the number of training examples; build the model with {nameof(ModelInputs)}.{nameof(ModelInputs.TrainingExamples)}");
        Tensor? squares = null;
        foreach (var parameter in parameters)
        {
            var flat = parameter.View([-1]);
            var square = flat.Dot(flat);
            squares = squares is null ? square : squares + square;
        }
        var nats = (squares! * (0.5 / examples)).Expand([count]);
        notes.Add(new("weight_prior", nats, Weight: 1));
        return nats;
    }
}
