using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// A distribution with a location and a log-spread for every dimension, both read from one body: readout <c>mu</c>, through a sigmoid where asked, and a spread
/// that has a floor of its own or lies between bounds that the data give, buffers <c>spread_low</c> and <c>spread_high</c> [D].
/// </summary>
public abstract class LocationSpreadDecoder : Decoder
{
    private readonly Readout mu, spread;
    private readonly double? floor;
    private readonly Tensor? low, high;

    /// <param name="form">How μ is bounded.</param>
    /// <param name="scale">The name of the readout of the spread, and what it counts in.</param>
    /// <param name="floor">Its least value; null takes bounds from the data.</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    /// <param name="data">How the data spreads, which a spread between bounds starts at; or null, for bounds that hardly bind until weights are loaded.</param>
    private protected LocationSpreadDecoder(DecoderNetwork network, OutputMean form, SpreadScale scale, double? floor, Tensor? mean, DataSpread? data)
        : base(network)
    {
        (Form, this.floor) = (form, floor);
        mu = Child("mu", network.Readout());
        spread = Child(scale.Name, network.Spread());
        OutputStart.Mean(mu, mean, form);
        OutputStart.Fill(spread, scale.WidestStart(form));
        if (floor is not null) return;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var (least, start, greatest) = data is not { } known ? SpreadScale.Unknown(network.Dimensions) : scale.Around(known);
        low = Buffer("spread_low", least);
        high = Buffer("spread_high", greatest);
        if (start is not null) OutputStart.Everywhere(spread, new SpreadBounds(least, greatest).Invert(start));
    }

    private protected OutputMean Form { get; }

    /// <summary>Location and bounded log-spread at z, both […, D].</summary>
    /// <param name="pass">Receives <c>dimensions_at_floor</c> [B]: how many dimensions of each example ask for a spread below the least, a mean over draws.</param>
    private protected (Tensor Location, Tensor Spread) Parameters(Tensor z, Pass? pass) => Parameters(Features(z), z, pass);

    /// <summary>The same from the body's output at z, for a decoder that reads more of it.</summary>
    private protected (Tensor Location, Tensor Spread) Parameters(Tensor h, Tensor z, Pass? pass)
    {
        var asked = Read(spread, h, z);
        if (pass is not null) Note(asked, pass);
        return (Location(h, z), floor is { } least ? new SpreadFloor(least).Apply(asked) : new SpreadBounds(low!, high!).Apply(asked));
    }

    private void Note(Tensor asked, Pass pass)
    {
        using var off = Gradients.Off();
        var count = (floor is { } least ? asked.Lt(least) : asked.Lt(low!)).To(asked.DType).Sum([-1]);
        pass.Note(new("dimensions_at_floor", count.Rank > 1 ? count.Mean([0]) : count, Unit.Count));
    }

    private Tensor Location(Tensor h, Tensor z)
    {
        var location = Read(mu, h, z);
        return Form == OutputMean.Sigmoid ? location.Sigmoid() : location;
    }
}
