namespace Elbo.Probability.Inference;

/// <summary>Step sizes of leapfrog along an annealed path, shared by all chains.</summary>
public interface IStepSize
{
    /// <summary>ε of the kernel of β_t.</summary>
    /// <param name="distribution">t, from 0.</param>
    double At(int distribution);

    /// <summary>Hears how the kernel of β_t has fared.</summary>
    /// <param name="acceptance">Mean probability of acceptance, 0 to 1.</param>
    void Tell(int distribution, double acceptance);
}
