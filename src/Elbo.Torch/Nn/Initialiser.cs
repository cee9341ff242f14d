namespace Elbo.Torch.Nn;

/// <summary>Fills <paramref name="tensor"/> in place with starting values, drawing from <paramref name="generator"/>.</summary>
/// <seealso cref="Initialisers"/>
public delegate void Initialiser(Tensor tensor, Generator generator);
