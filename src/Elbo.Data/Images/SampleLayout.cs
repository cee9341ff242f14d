namespace Elbo.Data;

/// <summary>How the samples of a pixel lie in memory.</summary>
internal enum SampleLayout
{
    /// <summary>One byte.</summary>
    Grey,

    /// <summary>Red, green, blue, alpha of a byte each.</summary>
    Colour,

    /// <summary>The same as halves in [0, 1].</summary>
    DeepColour,

    /// <summary>The upper byte three times and the lower one (<see cref="PngHeader.Halved"/>).</summary>
    DeepGrey,

    /// <summary>Upper and lower byte of grey, of alpha.</summary>
    DeepGreyWithAlpha,
}
