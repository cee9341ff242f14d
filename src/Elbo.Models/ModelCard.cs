namespace Elbo.Models;

/// <summary>What a reader of the catalogue wants to know about a model.</summary>
/// <param name="Id">Frozen kebab-case name.</param>
/// <param name="Title">Full name.</param>
/// <param name="Paper">Authors, year, arXiv number.</param>
/// <param name="Summary">One sentence: what it is and what it is for.</param>
public sealed record ModelCard(string Id, string Title, string Paper, string Summary);
