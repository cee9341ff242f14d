using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Discretised logistic distribution of an image of three channels that depend on one another: with r = x − μ, red has the location μ_R, green μ_G + a r_R and blue μ_B + b r_R + c r_G, all of the same
/// pixel (Salimans et al. 2017, arXiv 1701.05517, §2.2, with one component; what the channels move by is what those before are off, so that μ stays where each of them is expected). What a decoder leaves
/// unsaid is mostly of the same sign in all channels, and is paid for once.
/// </summary>
public sealed class ColourLogistic : Distribution
{
    /// <summary>Channels that it is of.</summary>
    public const int Channels = 3;

    // Of a channel.
    private readonly long pixels;

    /// <param name="mu">μ in the units of x, <c>[batch…, 3·P]</c>, channel by channel.</param>
    /// <param name="logScale">log s, any real; broadcasts with <paramref name="mu"/>.</param>
    /// <param name="coupling">a, b and c of each pixel, any real, <c>[batch…, 3·P]</c>; broadcasts with <paramref name="mu"/>.</param>
    /// <param name="levels">L ≥ 2, 256 for 8-bit images.</param>
    /// <exception cref="ArgumentException">The last axis is no multiple of 3.</exception>
    public ColourLogistic(Tensor mu, Tensor logScale, Tensor coupling, int levels = 256)
        : base(Shapes.Broadcast(Shapes.Broadcast(mu, logScale), coupling.Shape), 1, mu.DType, mu.Device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 2);
        if (EventShape[0] % Channels != 0) throw new ArgumentException($"an event of {EventShape[0]} values is no image of {Channels} channels", nameof(mu));
        (Mu, LogScale, Coupling, Levels, pixels) = (Stretch(mu), Stretch(logScale), Stretch(coupling), levels, EventShape[0] / Channels);
    }

    /// <summary>μ.</summary>
    public Tensor Mu { get; }

    /// <summary>log s.</summary>
    public Tensor LogScale { get; }

    /// <summary>a, b, c.</summary>
    public Tensor Coupling { get; }

    /// <summary>L.</summary>
    public int Levels { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Grid(Levels);

    /// <summary>False: channels of a pixel depend on one another.</summary>
    public override bool HasIndependentElements => false;

    /// <summary>μ, moved into [0, 1].</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Mu.Clamp(0, 1);

    /// <param name="x">Grey values k/(L − 1).</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        var off = x - Mu;
        Tensor red = Of(off, 0), green = Of(off, 1);
        var moved = Ops.Cat([red.ZerosLike(), Of(Coupling, 0) * red, Of(Coupling, 1) * red + Of(Coupling, 2) * green], -1);
        return new DiscretisedLogistic(Mu + moved, LogScale, Levels).LogProb(x);
    }

    /// <summary>Red, then green, then blue.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        using var off = Gradients.Off();
        var uniform = noise.Uniform(DrawShape(sampleShape), Device, DType);
        var red = Channel(0, Of(Mu, 0));
        var green = Channel(1, Of(Mu, 1) + Of(Coupling, 0) * (red - Of(Mu, 0)));
        var blue = Channel(2, Of(Mu, 2) + Of(Coupling, 1) * (red - Of(Mu, 0)) + Of(Coupling, 2) * (green - Of(Mu, 1)));
        return new(Ops.Cat([red, green, blue], -1), this, null);

        Tensor Channel(int c, Tensor location) => new DiscretisedLogistic(location, Of(LogScale, c), Levels).Quantile(Of(uniform, c));
    }

    /// <inheritdoc/>
    public override Distribution Detached() => new ColourLogistic(Mu.Detach(), LogScale.Detach(), Coupling.Detach(), Levels);

    /// <summary>Refused: channels of a pixel depend on one another.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: channels of a pixel");

    private Tensor Of(Tensor image, int channel) => image.Narrow(-1, channel * pixels, pixels);
}
