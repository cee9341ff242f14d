using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Images of one file with their labels.</summary>
/// <param name="Pixels">U8 [N, …]; every dimension after the first belongs to one image.</param>
/// <param name="Labels">I64 [N], or null.</param>
public sealed record ImageSet(Tensor Pixels, Tensor? Labels);
