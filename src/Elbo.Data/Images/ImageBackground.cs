namespace Elbo.Data;

/// <summary>What lies behind the pixels of an image that are not opaque.</summary>
public enum ImageBackground
{
    /// <summary>As most programs show them.</summary>
    White,

    /// <summary>What is seen through them is black.</summary>
    Black,
}
