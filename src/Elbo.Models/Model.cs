using Elbo.Data;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models;

/// <summary>A network with an objective. What else it can do is asked with <see cref="As{T}"/>, of the instance: it depends on the parts a model is made of.</summary>
public abstract class Model : Module
{
    private readonly List<object> offered = [];

    /// <summary>The objective on a batch, differentiable in the parameters.</summary>
    /// <param name="batch">x [B, D].</param>
    /// <param name="step">Noise, and what the schedule of the training sets.</param>
    public abstract LossTerms Loss(Batch batch, StepContext step);

    /// <summary>The capability <typeparamref name="T"/>, an interface of this folder, of the model itself or of what it offers; null for a model without it.</summary>
    public T? As<T>() where T : class => this as T ?? offered.OfType<T>().FirstOrDefault();

    /// <summary>The interfaces of this assembly for which <see cref="As{T}"/> has an answer.</summary>
    public IReadOnlyList<Type> Capabilities =>
        [.. offered.Prepend(this).SelectMany(o => o.GetType().GetInterfaces())
            .Where(i => i is { IsPublic: true, IsGenericType: false } && i.Assembly == typeof(Model).Assembly).Distinct().OrderBy(i => i.Name, StringComparer.Ordinal)];

    /// <summary>Adds what a part can do.</summary>
    protected void Offer(object capability) => offered.Add(capability);

    /// <summary>B examples of which nothing is given, of the type and on the device of the parameters: for a prior without conditions.</summary>
    public Batch Ungiven(int count)
    {
        var like = Parameters().FirstOrDefault();
        return new(Tensor.Zeros([count, 0], like?.DType ?? DType.F32, like?.Device ?? Device.Cpu), null, Tensor.Arange(count, device: like?.Device ?? Device.Cpu));
    }
}
