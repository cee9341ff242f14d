namespace Elbo.Data;

/// <summary>How 8-bit pixels become the inputs x of a model.</summary>
public enum Binarisation
{
    /// <summary>x ~ Bernoulli(pixel/255), drawn afresh each time an image is visited in training; in evaluation one draw that is a function
    /// of the image and a stated seed (Burda et al. 2016, "dynamic").</summary>
    Dynamic,

    /// <summary>x ~ Bernoulli(pixel/255), drawn once for every image, as a function of it and a stated seed.</summary>
    Fixed,

    /// <summary>x = 1 where pixel/255 > 0.5.</summary>
    Threshold,

    /// <summary>x = pixel/255 in [0, 1].</summary>
    None,

    /// <summary>x = (pixel + u)/256 with u uniform on [0, 1), drawn afresh each time an image is visited in training; one draw from a stated seed in evaluation.
    /// The mean of log p(x) over u is then a bound on the log-probability of the grey values themselves, less D log 256 (Theis et al. 2016, arXiv 1511.01844, §3.1).</summary>
    Dequantise,
}
