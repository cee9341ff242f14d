namespace Elbo.Torch;

public sealed partial class Tensor
{
    /// <summary>a + b of each element, with broadcasting.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => a.Add(b);

    /// <summary>a + b of each element.</summary>
    public static Tensor operator +(Tensor a, Scalar b) => a.Add(b);

    /// <summary>a + b of each element.</summary>
    public static Tensor operator +(Scalar a, Tensor b) => b.Add(a);

    /// <summary>a − b of each element, with broadcasting.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => a.Sub(b);

    /// <summary>a − b of each element.</summary>
    public static Tensor operator -(Tensor a, Scalar b) => a.Sub(b);

    /// <summary>a − b of each element.</summary>
    public static Tensor operator -(Scalar a, Tensor b) => b.Rsub(a);

    /// <summary>−a of each element.</summary>
    public static Tensor operator -(Tensor a) => a.Neg();

    /// <summary>a · b of each element, with broadcasting; a matrix product is <c>MatMul</c>.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => a.Mul(b);

    /// <summary>a · b of each element.</summary>
    public static Tensor operator *(Tensor a, Scalar b) => a.Mul(b);

    /// <summary>a · b of each element.</summary>
    public static Tensor operator *(Scalar a, Tensor b) => b.Mul(a);

    /// <summary>a / b of each element, with broadcasting; of whole numbers, too, in floating point.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => a.Div(b);

    /// <summary>a / b of each element; of whole numbers, too, in floating point.</summary>
    public static Tensor operator /(Tensor a, Scalar b) => a.Div(b);

    /// <summary>a / b of each element; of whole numbers, too, in floating point.</summary>
    public static Tensor operator /(Scalar a, Tensor b) => b.Reciprocal().Mul(a);

    /// <summary>The <paramref name="index"/>-th slice of the first axis, as a view; a negative one counts from the end.</summary>
    public Tensor this[long index] => this.Select(0, index);
}
