namespace Elbo.Evaluation.SelfCheck;

/// <summary>What <see cref="FourBitCode"/> must say, by sums over its sixteen states and over all draws of them, in plain loops: nothing of the toolkit is run.</summary>
/// <param name="Posterior">φ [4].</param>
/// <param name="Prior">π [4].</param>
/// <param name="Weight">W [3, 4] row by row.</param>
/// <param name="Bias">c [3].</param>
internal sealed record FourBitTruth(double[] Posterior, double[] Prior, double[] Weight, double[] Bias)
{
    private const int States = 1 << FourBitCode.Bits;

    private const double Step = 1e-5;

    /// <summary>Those of the model.</summary>
    public static FourBitTruth Parameters { get; } = new([0.4, -0.7, 1.1, 0.2], [0.5, -0.3, 0.2, -0.9], [1.5, -1.0, 0.7, 2.0, -1.2, 0.8, 1.6, -0.5, 0.3, 1.1, -1.4, 0.9], [-0.2, 0.4, 0.1]);

    /// <summary>Different numbers for each parameter, along which gradients are compared: a sign or a row mistaken does not cancel.</summary>
    public static FourBitTruth Direction { get; } = new([1, -0.6, -0.8, 1.3], [0.7, 1.2, -1, 0.5], [.. Enumerable.Range(0, 12).Select(k => Math.Cos(1.3 * k))], [0.9, -1.1, 0.6]);

    /// <summary>log Σ_b p(x, b), nats.</summary>
    public double LogEvidence => Math.Log(Enumerable.Range(0, States).Sum(b => Math.Exp(LogJoint(b))));

    /// <summary>L_K: the mean of log 1/K Σ p(x, b_k)/q(b_k) over all K draws, nats.</summary>
    public double Bound(int samples) => OverDraws(samples, (weights, _) => Math.Log(weights.Average()));

    /// <summary>What reweighted wake-sleep moves q along: the mean of Σ w̃_k d log q(b_k) over all K draws, d along <see cref="Direction"/>.</summary>
    public double WakeSlope(int samples) => OverDraws(samples, (weights, states) => weights.Zip(states, (w, b) => w * QSlope(b)).Sum() / weights.Sum());

    /// <summary>What the sleep phase moves q along: the mean of d log q(b) over b ~ p(b).</summary>
    public double SleepSlope => Enumerable.Range(0, States).Sum(b => Math.Exp(LogBits(Prior, b)) * QSlope(b));

    /// <summary>The mean of d log p(x, b) over b ~ q in what <paramref name="along"/> moves.</summary>
    public double JointSlope(Func<double, FourBitTruth> along) =>
        Enumerable.Range(0, States).Sum(b => Math.Exp(LogBits(Posterior, b)) * (along(Step).LogJoint(b) - along(-Step).LogJoint(b))) / (2 * Step);

    /// <summary>d L_K in what <paramref name="along"/> moves.</summary>
    public static double BoundSlope(int samples, Func<double, FourBitTruth> along) => (along(Step).Bound(samples) - along(-Step).Bound(samples)) / (2 * Step);

    /// <summary>φ moved along its direction.</summary>
    public FourBitTruth MovePosterior(double by) => this with { Posterior = Moved(Posterior, Direction.Posterior, by) };

    /// <summary>π moved.</summary>
    public FourBitTruth MovePrior(double by) => this with { Prior = Moved(Prior, Direction.Prior, by) };

    /// <summary>W and c moved.</summary>
    public FourBitTruth MoveLikelihood(double by) => this with { Weight = Moved(Weight, Direction.Weight, by), Bias = Moved(Bias, Direction.Bias, by) };

    private double OverDraws(int samples, Func<double[], int[], double> of)
    {
        double[] chance = [.. Enumerable.Range(0, States).Select(b => Math.Exp(LogBits(Posterior, b)))];
        double[] weight = [.. Enumerable.Range(0, States).Select(b => Math.Exp(LogJoint(b)) / chance[b])];
        var total = 0.0;
        var (drawn, states) = (new double[samples], new int[samples]);
        for (var draws = 0L; draws < Math.Pow(States, samples); draws++)
        {
            var (rest, probability) = (draws, 1.0);
            for (var k = 0; k < samples; k++, rest /= States)
            {
                states[k] = (int)(rest % States);
                drawn[k] = weight[states[k]];
                probability *= chance[states[k]];
            }
            total += probability * of(drawn, states);
        }
        return total;
    }

    private double LogJoint(int state)
    {
        var log = LogBits(Prior, state);
        for (var d = 0; d < FourBitCode.Pixels; d++)
        {
            var logit = Bias[d];
            for (var k = 0; k < FourBitCode.Bits; k++) logit += Weight[d * FourBitCode.Bits + k] * (state >> k & 1);
            log -= Math.Log(1 + Math.Exp(FourBitCode.Example[d] == 1 ? -logit : logit));
        }
        return log;
    }

    // d log q(b) = Σ_k v_k (b_k − σ(φ_k)).
    private double QSlope(int state) => Enumerable.Range(0, FourBitCode.Bits).Sum(k => Direction.Posterior[k] * ((state >> k & 1) - 1 / (1 + Math.Exp(-Posterior[k]))));

    private static double LogBits(double[] logits, int state) => -Enumerable.Range(0, FourBitCode.Bits).Sum(k => Math.Log(1 + Math.Exp((state >> k & 1) == 1 ? -logits[k] : logits[k])));

    private static double[] Moved(double[] from, double[] along, double by) => [.. from.Zip(along, (value, slope) => value + by * slope)];
}
