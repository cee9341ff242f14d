namespace Elbo.Torch.Optim;

/// <summary>Bounding the gradients that parameters hold, in place. <see cref="Optimizer.Clip"/> does the same inside the step, without a pass of its own.</summary>
public static class Clipping
{
    /// <summary>The <paramref name="order"/>-norm of all gradients taken as one vector; infinity gives the largest absolute value.</summary>
    public static double Norm(IEnumerable<Tensor> parameters, double order = 2)
    {
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        var norms = new List<Tensor>();
        foreach (var parameter in parameters)
            if (parameter.Grad is { } gradient) norms.Add(gradient.LinalgVectorNorm(order, dtype: DType.F64).To(Device.Cpu, DType.F64));
        return norms.Count == 0 ? 0 : Ops.Stack([.. norms]).LinalgVectorNorm(order).ToDouble();
    }

    /// <summary>Scales all gradients by min(1, max/(norm + 1e-6)); returns the norm before.</summary>
    public static double ByNorm(IEnumerable<Tensor> parameters, double max, double order = 2)
    {
        var all = parameters.ToArray();
        var norm = Norm(all, order);
        var scale = Scale(norm, max);
        if (scale == 1) return norm;
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        foreach (var parameter in all) parameter.Grad?.MulInPlace(scale);
        return norm;
    }

    /// <summary>Clamps every element of every gradient to ±<paramref name="max"/>.</summary>
    public static void ByValue(IEnumerable<Tensor> parameters, double max)
    {
        using var scope = TensorScope.Enter();
        using var _ = Gradients.Off();
        foreach (var parameter in parameters)
            if (parameter.Grad is { } gradient) gradient.CopyInPlace(gradient.Clamp(-max, max));
    }

    /// <summary>min(1, max/(norm + 1e-6)); NaN for a NaN norm, so that a broken gradient shows.</summary>
    internal static double Scale(double norm, double max) => Math.Min(1, max / (norm + 1e-6));
}
