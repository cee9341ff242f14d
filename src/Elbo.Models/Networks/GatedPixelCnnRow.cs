using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Models.Networks;

/// <summary>What one layer keeps while a <see cref="GatedPixelCnnWalk"/> goes through a row.</summary>
internal sealed class GatedPixelCnnRow
{
    private readonly GatedPixelCnnLayer layer;
    private readonly GatedStep step;
    private readonly Tensor weight, above, cells, terms;
    private readonly Tensor[] windows, columns, termsAt;

    /// <param name="rows">B.</param>
    /// <param name="width">W.</param>
    /// <param name="held">Owns everything.</param>
    public GatedPixelCnnRow(GatedPixelCnnLayer layer, int rows, int width, TensorHolder held)
    {
        this.layer = layer;
        step = layer.OpenStep(held);
        var kernel = layer.HorizontalWeight;
        var (outputs, features, taps, reach) = (kernel.Size(0), kernel.Size(1), layer.Taps, layer.Reach);
        weight = held.Adopt(kernel.Squeeze(2).Permute([2, 1, 0]).Reshape([taps * features, outputs]).Contiguous());
        above = held.Adopt(Tensor.Zeros([rows, features, taps, width], kernel.DType, kernel.Device));
        // The columns of a row lie side by side, so the taps of a kernel are one stretch of memory and need no gathering.
        cells = held.Adopt(Tensor.Zeros([rows, reach + width, features], kernel.DType, kernel.Device));
        terms = held.Adopt(Tensor.Zeros([width, rows, outputs], kernel.DType, kernel.Device));
        (windows, columns, termsAt) = (new Tensor[width], new Tensor[width], new Tensor[width]);
        for (var c = 0; c < width; c++)
        {
            windows[c] = held.Adopt(cells.AsStrided([rows, taps * features], [(reach + width) * features, 1], c * features));
            columns[c] = held.Adopt(cells.Select(1, reach + c));
            termsAt[c] = held.Adopt(terms[c]);
        }
    }

    /// <summary>Input features of one position, [B, F], to be written and read in place.</summary>
    public Tensor Column(int column) => columns[column];

    /// <summary>First layer: the finished row of codes is from now on above.</summary>
    public void PushCodes() => Push(cells.Narrow(1, layer.Reach, columns.Length).Transpose(1, 2).Unsqueeze(2));

    /// <summary>Adds a row to those the vertical kernel sees.</summary>
    /// <param name="row">[B, F, 1, W].</param>
    public void Push(Tensor row) => above.CopyInPlace(layer.Taps == 1 ? row : Ops.Cat([above.Narrow(2, 1, layer.Taps - 1), row], 2));

    /// <summary>The vertical stack in a new row; its output [B, F, 1, W] for the next layer, null after the last.</summary>
    /// <param name="classes">I64 [B].</param>
    /// <param name="places">The row of the map, [B, M, 1, W].</param>
    public Tensor? StartRow(Tensor? classes, Tensor? places)
    {
        var condition = layer.Condition(classes, places);
        var z = layer.Vertical(above, condition);
        terms.CopyInPlace(layer.Link(z, condition).Squeeze(2).Permute([2, 0, 1]) + layer.HorizontalBias);
        return layer.IsLast ? null : GatedUnit.Apply(z);
    }

    /// <summary>The horizontal stack at a new position.</summary>
    /// <param name="isFirst">The input is the code itself and not added to the output.</param>
    /// <param name="next">Receives the input of the next layer, [B, F].</param>
    /// <param name="skip">Receives the skip sum, [B, S].</param>
    public void Step(int column, bool isFirst, Tensor? next, Tensor skip)
    {
        // The terms are used once and may be overwritten.
        var z = termsAt[column].AddmmInPlace(windows[column], weight);
        step.Finish(z, isFirst ? null : columns[column], next, skip);
    }
}
