using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Portable;

namespace Elbo.Evaluation.Coding;

/// <summary>
/// Codes examples without loss at the length of the model's bound: bits back with asymmetric numeral systems (Townsend, Bird &amp; Barber 2019, arXiv 1901.04866). Of an example, the latent sites
/// are popped under q(z | x), x is pushed under p(x | z) and the sites under p(z); who reads pops z and x and pushes z under q(z | x), which gives back the bits that z was made of. Models with
/// several sites are coded as one: all are popped before x is pushed, which costs more borrowed bits, once, than to take them in turn (Kingma et al. 2019, arXiv 1905.06845).
/// </summary>
/// <remarks>All is computed in a <see cref="PortableScope"/>, so that a reader elsewhere finds the same numbers bit for bit.</remarks>
/// <param name="shape">Of one example.</param>
public sealed class BitsBackCoder(Model model, IReadOnlyList<int> shape)
{
    // Of levels, at least one part each: with up to 2^16 of them an eighth of it at most.
    private const int LevelPrecision = 24, MostLevels = 1 << 16;

    private readonly ILatentVariables latents = model.As<ILatentVariables>() ?? throw new NotSupportedException("it has no latent variables with p(x | z), p(z) and q(z | x)");
    private readonly int dimensions = shape.Aggregate(1, (product, size) => checked(product * size));
    private NumberCode? code;

    /// <summary>K: what is coded are the K values k/(K − 1).</summary>
    public int Levels { get; private set; }

    /// <summary>Finds out whether the model can be used, and how many values it knows.</summary>
    /// <exception cref="NotSupportedException">It cannot; the message says what is missing.</exception>
    public void Prepare()
    {
        if (!latents.HasBound) throw new NotSupportedException("its q(z | x) has no density");
        if (model.As<IGenerator>() is null && model.As<IExampleGenerator>() is null) throw new NotSupportedException("it is told something beside x, which a reader does not have");
        using var scope = TensorScope.Enter();
        using var portable = PortableScope.Enter();
        var walk = new PopWalk(AnsStack.Lending(), LatentCells.Any, 1);
        latents.VisitPrior(Batch([], 1), walk);
        var likelihood = latents.Likelihood(Batch([], 1), walk.Values, Pass());
        if (likelihood is not IHasNumberCdf { Levels: { } levels }) throw new NotSupportedException($"its p(x | z) is {likelihood.GetType().Name}, and only independent numbers with finitely many values can be coded");
        if (likelihood.Shape[^likelihood.EventAxes..].ToArray().Aggregate(1L, (product, size) => product * size) != dimensions) throw new NotSupportedException("its p(x | z) is not of single examples");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, MostLevels);
        Levels = levels;
        code = new(levels, LevelPrecision, static k => k, any: true);
        latents.VisitPosterior(Batch(new ushort[dimensions], 1), new PopWalk(AnsStack.Lending(), LatentCells.Drawn, 1));
    }

    /// <summary>Puts examples on top of a message.</summary>
    /// <param name="levels">[B, D], each below <see cref="Levels"/>.</param>
    /// <param name="number">Of the first, another for every push; <see cref="Pop"/> is given it again.</param>
    public void Push(AnsStack message, ReadOnlySpan<ushort> levels, int number)
    {
        using var scope = TensorScope.Enter();
        using var portable = PortableScope.Enter();
        var x = Batch(levels, levels.Length / dimensions);
        var borrowed = new PopWalk(message, LatentCells.Drawn, x.Count);
        message.Draw((ulong)number, () => latents.VisitPosterior(x, borrowed));
        var numbers = Numbers(latents.Likelihood(x, borrowed.Values, Pass()));
        for (var n = levels.Length - 1; n >= 0; n--) code!.Push(message, numbers, n, levels[n]);
        var prior = new ReplayWalk(borrowed.Values);
        latents.VisitPrior(x, prior);
        PopWalk.Push(message, LatentCells.Any, prior);
    }

    /// <summary>Takes them off again.</summary>
    /// <param name="levels">[B, D], written.</param>
    /// <param name="number">As they were pushed with.</param>
    /// <exception cref="EndOfStreamException">The message was not written by this model.</exception>
    /// <exception cref="ArithmeticException">The model gives no probabilities.</exception>
    public void Pop(AnsStack message, Span<ushort> levels, int number)
    {
        using var scope = TensorScope.Enter();
        using var portable = PortableScope.Enter();
        var count = levels.Length / dimensions;
        var walk = new PopWalk(message, LatentCells.Any, count);
        // The prior sees nothing of x, also where it was written.
        latents.VisitPrior(Batch([], count), walk);
        var numbers = Numbers(latents.Likelihood(Batch([], count), walk.Values, Pass()));
        for (var n = 0; n < levels.Length; n++) levels[n] = (ushort)code!.Pop(message, numbers, n);
        var borrowed = new ReplayWalk(walk.Values);
        latents.VisitPosterior(Batch(levels, count), borrowed);
        message.Return((ulong)number, () => PopWalk.Push(message, LatentCells.Drawn, borrowed));
    }

    /// <summary>−log₂ of the bound on p(x) at one draw of z, bits, summed over examples: what they would take without rounding.</summary>
    /// <param name="levels">[B, D].</param>
    public double BoundBits(ReadOnlySpan<ushort> levels, NoiseStream noise)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        return -Bound.Draw(latents, Batch(levels, levels.Length / dimensions), 1, new Pass(noise)).LogWeights().Sum().ToDouble() / Math.Log(2);
    }

    /// <summary>Examples as the networks see them, made of the levels by writer and reader alike.</summary>
    private Batch Batch(ReadOnlySpan<ushort> levels, int count)
    {
        var x = new double[levels.Length];
        for (var n = 0; n < x.Length; n++) x[n] = levels[n] / (Levels - 1.0);
        return new(Tensor.From(x, count, levels.IsEmpty ? 0 : dimensions), null, Tensor.Arange(count));
    }

    private static NumberCdf Numbers(Distribution likelihood) => ((IHasNumberCdf)likelihood).Numbers();

    private static Pass Pass() => new(new NoiseStream(0));
}
