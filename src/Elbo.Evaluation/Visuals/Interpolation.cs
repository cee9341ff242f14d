using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>A walk between the codes of two examples, decoded: the examples at its ends, between them what the model sees on the way.</summary>
public static class Interpolation
{
    /// <summary>Along the straight line: (1 − t) a + t b.</summary>
    public static double[] Linear(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double t)
    {
        var code = new double[a.Length];
        for (var j = 0; j < code.Length; j++) code[j] = (1 - t) * a[j] + t * b[j];
        return code;
    }

    /// <summary>
    /// Along the arc: sin((1 − t)ω)/sin ω a + sin(tω)/sin ω b with ω the angle between a and b (Shoemake 1985), which keeps to the shell
    /// where a Gaussian prior has its mass. Where the angle is nearly 0 or π there is no such arc and it is the straight line.
    /// </summary>
    public static double[] Spherical(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double t)
    {
        double dot = 0, normA = 0, normB = 0;
        for (var j = 0; j < a.Length; j++)
        {
            dot += a[j] * b[j];
            normA += a[j] * a[j];
            normB += b[j] * b[j];
        }
        var omega = Math.Acos(Math.Clamp(dot / Math.Sqrt(normA * normB), -1, 1));
        // NaN, from a code of zeros, takes the line too.
        if (!(Math.Sin(omega) > 1e-6)) return Linear(a, b, t);
        double shareA = Math.Sin((1 - t) * omega) / Math.Sin(omega), shareB = Math.Sin(t * omega) / Math.Sin(omega);
        var code = new double[a.Length];
        for (var j = 0; j < code.Length; j++) code[j] = shareA * a[j] + shareB * b[j];
        return code;
    }

    /// <summary>Along the great circle between two directions, each of length 1; from one to its opposite, through a direction beside them.</summary>
    public static double[] Arc(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double t)
    {
        double dot = 0;
        for (var j = 0; j < a.Length; j++) dot += a[j] * b[j];
        // What is left of b without its part along a shows the way; opposite to a nothing is, and the axis that a is least along does.
        var way = new double[a.Length];
        for (var j = 0; j < a.Length; j++) way[j] = b[j] - dot * a[j];
        if (Length(way) < 1e-7)
        {
            var least = 0;
            for (var j = 1; j < a.Length; j++) if (Math.Abs(a[j]) < Math.Abs(a[least])) least = j;
            for (var j = 0; j < a.Length; j++) way[j] = (j == least ? 1 : 0) - a[least] * a[j];
        }
        var (length, angle) = (Length(way), t * Math.Acos(Math.Clamp(dot, -1, 1)));
        var code = new double[a.Length];
        for (var j = 0; j < code.Length; j++) code[j] = Math.Cos(angle) * a[j] + Math.Sin(angle) * way[j] / length;
        var whole = Length(code);
        for (var j = 0; j < code.Length; j++) code[j] /= whole;
        return code;

        static double Length(double[] v) => Math.Sqrt(v.Sum(x => x * x));
    }

    /// <summary>One row per path: example <paramref name="from"/>, the decoded steps, example <paramref name="to"/>.</summary>
    /// <param name="steps">Codes on the way, both ends included; at least 2.</param>
    /// <param name="paths">Which, in order; <see cref="Linear"/>, <see cref="Spherical"/> or, between directions, <see cref="Arc"/>.</param>
    /// <exception cref="InvalidOperationException">The model cannot encode and decode.</exception>
    public static Raster Draw(Model model, IDataset data, Split split, ImageShape shape, long from, long to, int steps, params InterpolationPath[] paths)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(paths.Length, 1, nameof(paths));
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var ends = data.Draw(split, [from, to]);
        var rows = new List<Tensor>();
        for (var row = 0; row < paths.Length; row++)
            rows.AddRange([ends.X.Narrow(0, 0, 1), Decode(model, ends, steps, paths[row]), ends.X.Narrow(0, 1, 1)]);
        return shape.Grid(Ops.Cat(rows.ToArray()), steps + 2);
    }

    /// <summary>What a model decodes on the way from the first of two examples to the second, [steps, …].</summary>
    /// <param name="ends">Two examples.</param>
    /// <param name="steps">Codes on the way, both ends included; at least 2.</param>
    /// <exception cref="InvalidOperationException">The model cannot encode and decode.</exception>
    public static Tensor Decode(Model model, Batch ends, int steps, InterpolationPath path)
    {
        if (model.As<IEncoder>() is not { } encoder || model.As<IDecoder>() is not { } decoder) throw new InvalidOperationException($"{model.GetType().Name} cannot interpolate: it does not both encode and decode");
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        using var off = Gradients.Off();
        var codes = encoder.Encode(ends).To(DType.F64).ToArray<double>();
        var width = codes.Length / 2;
        var walk = new List<float>();
        for (var step = 0; step < steps; step++)
            walk.AddRange(path(codes.AsSpan(0, width), codes.AsSpan(width), (double)step / (steps - 1)).Select(v => (float)v));
        return decoder.Decode(Tensor.From(walk.ToArray(), steps, width));
    }
}

/// <summary>A way from code a to code b, t from 0 to 1.</summary>
public delegate double[] InterpolationPath(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double t);
