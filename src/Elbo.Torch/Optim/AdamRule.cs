using Elbo.Torch.Interop;

namespace Elbo.Torch.Optim;

/// <summary>The constants and the step that <see cref="Adam"/> and <see cref="AdamW"/> share.</summary>
internal sealed record AdamRule(double Beta1, double Beta2, double Epsilon, double WeightDecay, bool Amsgrad, bool Decoupled)
{
    // A record's parameters are checked where its first field is set.
    private readonly bool isChecked = Coefficients.Check(Beta1, Beta2, Epsilon, WeightDecay);

    public void Fill(ref OptimSettings settings)
    {
        settings.Rule = OptimRule.Adam;
        settings.Flags = (Amsgrad ? OptimFlags.Amsgrad : 0) | (Decoupled ? OptimFlags.Decoupled : 0);
        settings.Beta1 = Beta1;
        settings.Beta2 = Beta2;
        settings.Epsilon = Epsilon;
        settings.WeightDecay = WeightDecay;
    }

    public void Update(Tensor p, Tensor g, ReadOnlySpan<Tensor?> state, long step, in OptimSettings settings)
    {
        if (Decoupled) p.MulInPlace(1 - (settings.Rate * settings.WeightDecay));
        else if (settings.WeightDecay != 0) g = g.Add(p, settings.WeightDecay);
        var (m, v) = (state[0]!, state[1]!);
        m.MulInPlace(Beta1).AddInPlace(g, 1 - Beta1);
        v.MulInPlace(Beta2).AddcmulInPlace(g, g, 1 - Beta2);
        if (state[2] is { } most) v = most.CopyInPlace(most.Maximum(v));
        var denominator = v.Sqrt().DivInPlace(Math.Sqrt(1 - Math.Pow(Beta2, step))).AddInPlace(Epsilon);
        p.AddcdivInPlace(m, denominator, -settings.Rate / (1 - Math.Pow(Beta1, step)));
    }
}
