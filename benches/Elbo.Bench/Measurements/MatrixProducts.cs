using System.Diagnostics;
using Elbo.Torch;

namespace Elbo.Bench.Measurements;

/// <summary>
/// Exactly the matrix products of a network, forward alone or with those of backward in their layouts, into memory allocated once: the
/// floor of a step's time.
/// </summary>
internal sealed class MatrixProducts : IStepFloor
{
    private readonly TensorHolder held = new("matrix products");
    private readonly List<(Tensor A, Tensor B, Tensor Out)> products = [];

    /// <param name="layers">(inputs, outputs) of each linear layer; the first one's input needs no gradient.</param>
    /// <param name="backward">Whether the two products of backward are there as well.</param>
    /// <param name="dtype">Of operands and results.</param>
    /// <param name="inputsAlone">Whether backward is that of the first layer's input and of no weight.</param>
    public MatrixProducts(int batch, IReadOnlyList<(int In, int Out)> layers, bool backward = true, DType dtype = DType.F32, bool inputsAlone = false)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        for (var k = 0; k < layers.Count; k++)
        {
            var (inputs, outputs) = layers[k];
            Tensor x = Draw(batch, inputs), w = Draw(outputs, inputs), dy = Draw(batch, outputs);
            Add(x, held.Adopt(w.T()));
            if (!backward) continue;
            if (!inputsAlone) Add(held.Adopt(dy.T()), x);
            if (k > 0 || inputsAlone) Add(dy, w);
        }

        Tensor Draw(long rows, long cols) => held.Adopt(Tensor.Randn([rows, cols], generator).To(dtype));
    }

    /// <summary>Multiplications and additions of one step.</summary>
    public double Flops { get; private set; }

    /// <summary>Milliseconds for the products of one step, averaged over <paramref name="repeats"/>.</summary>
    public double Measure(int repeats)
    {
        using var off = Gradients.Off();
        var clock = Stopwatch.StartNew();
        for (var k = 0; k < repeats; k++)
            foreach (var (a, b, result) in products) a.MmOut(b, result);
        return clock.Elapsed.TotalMilliseconds / repeats;
    }

    public void Dispose() => held.Dispose();

    private void Add(Tensor a, Tensor b)
    {
        products.Add((a, b, held.Adopt(Tensor.Empty([a.Size(0), b.Size(1)], a.DType))));
        Flops += 2.0 * a.Size(0) * a.Size(1) * b.Size(1);
    }
}
