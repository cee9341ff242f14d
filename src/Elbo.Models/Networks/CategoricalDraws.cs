using Elbo.Torch;

namespace Elbo.Models.Networks;

/// <summary>Draws codes from logits by inversion: the first code whose cumulative probability exceeds a uniform number.</summary>
public static class CategoricalDraws
{
    /// <summary>Draws everything that <paramref name="walk"/> has left.</summary>
    /// <param name="temperature">At least 0; see <see cref="Elbo.Models.Priors.CodePriors.Sample"/>.</param>
    /// <returns>Example by example, in the order of the walk.</returns>
    public static long[] Walk(IAutoregressiveLogits walk, NoiseStream noise, double temperature)
    {
        if (!(temperature >= 0) || double.IsInfinity(temperature)) throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "the temperature must be 0 or more");
        var (rows, length) = (walk.Rows, walk.Length - walk.Position);
        var uniforms = Uniforms(rows, length, noise);
        var (symbols, drawn) = (new long[rows * length], new long[rows]);
        for (var place = 0; place < length; place++)
        {
            using var scope = TensorScope.Enter();
            Pick(walk.Next(), temperature, uniforms.AsSpan(place * rows, rows), drawn);
            walk.Append(drawn);
            for (var row = 0; row < rows; row++) symbols[(row * length) + place] = drawn[row];
        }
        return symbols;
    }

    /// <summary>One code per row.</summary>
    /// <param name="logits">[B, K].</param>
    /// <param name="uniforms">B numbers in [0, 1].</param>
    /// <param name="codes">B results.</param>
    public static void Pick(Tensor logits, double temperature, ReadOnlySpan<double> uniforms, Span<long> codes)
    {
        if (temperature == 0)
        {
            logits.Argmax(1).ToArray<long>().CopyTo(codes);
            return;
        }
        var scaled = temperature == 1 ? logits : logits / temperature;
        var probabilities = scaled.Softmax(1).To(Device.Cpu, DType.F64).Contiguous().AsSpan<double>();
        var size = probabilities.Length / codes.Length;
        for (var row = 0; row < codes.Length; row++) codes[row] = Invert(probabilities.Slice(row * size, size), uniforms[row]);
    }

    private static int Invert(ReadOnlySpan<double> probabilities, double uniform)
    {
        var (sum, last) = (0.0, -1);
        for (var code = 0; code < probabilities.Length; code++)
        {
            if (!(probabilities[code] > 0)) continue;
            last = code;
            sum += probabilities[code];
            if (sum > uniform) return code;
        }
        // Rounding may leave the sum below a number close to 1.
        return last >= 0 ? last : throw new ArithmeticException("the logits are not numbers: no code has a probability");
    }

    /// <summary>Place by place; the number of an example at a place does not depend on how many examples there are.</summary>
    private static double[] Uniforms(int rows, int length, NoiseStream noise)
    {
        using var scope = TensorScope.Enter();
        return noise.Uniform([rows, length], dtype: DType.F64).T().ToArray<double>();
    }
}
