using System.Globalization;
using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>A single number given to an operator; an integer stays one, so that <c>x + 1</c> keeps the type of an integer tensor.</summary>
public readonly struct Scalar
{
    private readonly double real;
    private readonly long integer;
    private readonly Tag tag;

    private Scalar(Tag tag, long integer, double real) => (this.tag, this.integer, this.real) = (tag, integer, real);

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(int value) => new(Tag.Int, value, 0);

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(long value) => new(Tag.Int, value, 0);

    /// <summary>A real number, kept as f64.</summary>
    public static implicit operator Scalar(float value) => new(Tag.Double, 0, value);

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(double value) => new(Tag.Double, 0, value);

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(Tag.Bool, value ? 1 : 0, 0);

    /// <inheritdoc/>
    public override string ToString() => tag switch
    {
        Tag.Double => real.ToString("R", CultureInfo.InvariantCulture),
        Tag.Bool => integer != 0 ? "true" : "false",
        _ => integer.ToString(CultureInfo.InvariantCulture),
    };

    internal Value ToValue() => tag switch
    {
        Tag.Double => Value.Of(real),
        Tag.Bool => Value.Of(integer != 0),
        _ => Value.Of(integer),
    };
}
