namespace Elbo.Torch;

public sealed partial class Tensor
{
    public static Tensor operator +(Tensor a, Tensor b) => a.Add(b);

    public static Tensor operator +(Tensor a, Scalar b) => a.Add(b);

    public static Tensor operator +(Scalar a, Tensor b) => b.Add(a);

    public static Tensor operator -(Tensor a, Tensor b) => a.Sub(b);

    public static Tensor operator -(Tensor a, Scalar b) => a.Sub(b);

    public static Tensor operator -(Scalar a, Tensor b) => b.Rsub(a);

    public static Tensor operator -(Tensor a) => a.Neg();

    public static Tensor operator *(Tensor a, Tensor b) => a.Mul(b);

    public static Tensor operator *(Tensor a, Scalar b) => a.Mul(b);

    public static Tensor operator *(Scalar a, Tensor b) => b.Mul(a);

    public static Tensor operator /(Tensor a, Tensor b) => a.Div(b);

    public static Tensor operator /(Tensor a, Scalar b) => a.Div(b);

    public static Tensor operator /(Scalar a, Tensor b) => b.Reciprocal().Mul(a);

    /// <summary>The <paramref name="index"/>-th slice of the first axis, as a view; a negative one counts from the end.</summary>
    public Tensor this[long index] => this.Select(0, index);
}
