using System.Runtime.CompilerServices;

namespace Elbo.Torch.Optim;

/// <summary>Checks of the numbers optimizers are made with.</summary>
internal static class Coefficients
{
    public static bool Check(double beta1, double beta2, double epsilon, double weightDecay)
    {
        Fraction(beta1);
        Fraction(beta2);
        NotNegative(epsilon);
        NotNegative(weightDecay);
        return true;
    }

    /// <summary>In [0, 1).</summary>
    public static double Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "must be at least 0 and below 1");

    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "must not be negative");
}
