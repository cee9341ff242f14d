using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Real-valued examples with their labels.</summary>
/// <param name="Values">F32 [N, …]; every dimension after the first belongs to one example.</param>
/// <param name="Labels">I64 [N], or null.</param>
public sealed record ValueSet(Tensor Values, Tensor? Labels);
