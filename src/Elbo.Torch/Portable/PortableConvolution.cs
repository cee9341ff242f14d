namespace Elbo.Torch.Portable;

/// <summary>Convolutions over one or two axes as products of rows, <see cref="PortableSums"/>; what a transposed one has for a place from different places is added in the order of the kernel.</summary>
internal static unsafe class PortableConvolution
{
    public static Tensor Of(OpArguments a)
    {
        var (x, weight, bias) = (a.Numbers(0), a.Numbers(1), a.OptionalNumbers(2));
        var (axes, groups) = (x.Rank - 2, a.Whole(8));
        if (axes is not (1 or 2) || groups != 1) throw new NotSupportedException($"a convolution over {axes} axes in {groups} groups cannot be computed alike on every machine");
        var (stride, padding, dilation, extra) = (a.Wholes(3), a.Wholes(4), a.Wholes(5), a.Wholes(7));
        // One axis is two, of which the first has one place.
        if (axes == 1) (x, weight) = (x.Unsqueeze(2), weight.Unsqueeze(2));
        Axis[] geometry = [.. Enumerable.Range(0, 2).Select(k => axes == 1 && k == 0
            ? new Axis(1, 1, 1, 0, 1, 0)
            : new Axis(x.Size(2 + k), weight.Size(2 + k), At(stride, k), At(padding, k), At(dilation, k), At(extra, k)))];
        var y = a.Flag(6) ? Transposed(x, weight, geometry) : Plain(x, weight, geometry);
        if (bias is not null) y.AddInPlace(bias.View([1, -1, 1, 1]));
        return axes == 1 ? y.Squeeze(2) : y;

        long At(long[] sizes, int k) => sizes[sizes.Length == 1 || axes == 1 ? 0 : k];
    }

    private static Tensor Plain(Tensor x, Tensor weight, Axis[] axis)
    {
        var (batch, channels, outputs, depth) = (x.Size(0), x.Size(1), weight.Size(0), weight.Count / weight.Size(0));
        var (height, width) = (axis[0].Reduced, axis[1].Reduced);
        var y = Tensor.Empty([batch, outputs, height, width], DType.F64);
        var columns = Tensor.Empty([height * width, depth], DType.F64);
        double* from = (double*)x.Data(), to = (double*)columns.Data();
        for (long n = 0; n < batch; n++)
        {
            Unfold(from + (n * channels * axis[0].Size * axis[1].Size), channels, axis, to);
            PortableSums.Products(to, height * width, (double*)weight.Data(), outputs, depth, (double*)y.Data() + (n * outputs * height * width), 1, height * width);
        }
        return y;
    }

    /// <summary>Of each place of the output the numbers that it sees, in the order of the weight.</summary>
    private static void Unfold(double* image, long channels, Axis[] axis, double* rows)
    {
        var (down, across) = (axis[0], axis[1]);
        for (long h = 0; h < down.Reduced; h++)
            for (long w = 0; w < across.Reduced; w++)
                for (long c = 0; c < channels; c++)
                    for (long i = 0; i < down.Kernel; i++)
                        for (long j = 0; j < across.Kernel; j++)
                        {
                            var (row, column) = ((h * down.Stride) - down.Padding + (i * down.Dilation), (w * across.Stride) - across.Padding + (j * across.Dilation));
                            *rows++ = (ulong)row < (ulong)down.Size && (ulong)column < (ulong)across.Size ? image[(((c * down.Size) + row) * across.Size) + column] : 0;
                        }
    }

    private static Tensor Transposed(Tensor x, Tensor weight, Axis[] axis)
    {
        var (batch, inputs, outputs) = (x.Size(0), x.Size(1), weight.Size(1));
        var (places, taps) = (axis[0].Size * axis[1].Size, axis[0].Kernel * axis[1].Kernel);
        var (height, width) = (axis[0].Enlarged, axis[1].Enlarged);
        var pixels = x.View([batch, inputs, places]).Transpose(1, 2).Contiguous();
        var kernel = weight.View([inputs, outputs * taps]).T().Contiguous();
        var (y, parts) = (Tensor.Zeros([batch, outputs, height, width], DType.F64), Tensor.Empty([outputs * taps, places], DType.F64));
        for (long n = 0; n < batch; n++)
        {
            PortableSums.Products((double*)pixels.Data() + (n * places * inputs), places, (double*)kernel.Data(), outputs * taps, inputs, (double*)parts.Data(), 1, places);
            Fold((double*)parts.Data(), outputs, axis, (double*)y.Data() + (n * outputs * height * width));
        }
        return y;
    }

    private static void Fold(double* parts, long outputs, Axis[] axis, double* image)
    {
        var (down, across) = (axis[0], axis[1]);
        for (long o = 0; o < outputs; o++)
            for (long i = 0; i < down.Kernel; i++)
                for (long j = 0; j < across.Kernel; j++)
                    for (long h = 0; h < down.Size; h++)
                        for (long w = 0; w < across.Size; w++)
                        {
                            var part = *parts++;
                            var (row, column) = ((h * down.Stride) - down.Padding + (i * down.Dilation), (w * across.Stride) - across.Padding + (j * across.Dilation));
                            if ((ulong)row < (ulong)down.Enlarged && (ulong)column < (ulong)across.Enlarged) image[(((o * down.Enlarged) + row) * across.Enlarged) + column] += part;
                        }
    }

    private readonly record struct Axis(long Size, long Kernel, long Stride, long Padding, long Dilation, long Extra)
    {
        public long Reduced => ((Size + (2 * Padding) - (Dilation * (Kernel - 1)) - 1) / Stride) + 1;

        public long Enlarged => ((Size - 1) * Stride) - (2 * Padding) + (Dilation * (Kernel - 1)) + Extra + 1;
    }
}
