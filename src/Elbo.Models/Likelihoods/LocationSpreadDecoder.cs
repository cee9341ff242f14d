using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>A distribution with a location and a log-spread for every dimension, both read from one body: readout <c>mu</c>, through a sigmoid where asked, and a spread with a floor.</summary>
public abstract class LocationSpreadDecoder : Decoder
{
    private readonly Readout mu, spread;
    private readonly SpreadFloor floor;

    /// <param name="form">How μ is bounded.</param>
    /// <param name="spreadName">Name of the readout of the spread, e.g. <c>log_var</c>.</param>
    /// <param name="spreadStart">Its starting bias.</param>
    /// <param name="floor">Its least value.</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    private protected LocationSpreadDecoder(DecoderNetwork network, OutputMean form, string spreadName, double spreadStart, double floor, Tensor? mean)
        : base(network)
    {
        (Form, this.floor) = (form, new(floor));
        mu = Child("mu", network.Readout());
        spread = Child(spreadName, network.Spread());
        OutputStart.Mean(mu, mean, form);
        OutputStart.Fill(spread, spreadStart);
    }

    private protected OutputMean Form { get; }

    /// <summary>Location and floored log-spread at z, both […, D].</summary>
    /// <param name="pass">Receives <c>dimensions_at_floor</c>.</param>
    private protected (Tensor Location, Tensor Spread) Parameters(Tensor z, Pass? pass)
    {
        var h = Features(z);
        var asked = Read(spread, h, z);
        floor.Note(asked, pass);
        return (Location(h, z), floor.Apply(asked));
    }

    private Tensor Location(Tensor h, Tensor z)
    {
        var location = Read(mu, h, z);
        return Form == OutputMean.Sigmoid ? location.Sigmoid() : location;
    }
}
