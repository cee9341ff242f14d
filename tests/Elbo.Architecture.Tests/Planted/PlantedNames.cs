namespace Elbo.Architecture.Tests.Planted;

// Names that keep the rule and names that break it.
internal static class PictureFrames;

internal static class ShapeHelper;

internal static class MuLawClasses
{
    public static int Filmstrip => 0;

    public static int SoundsLength => 0;

    public static int LawfulCount => 0;
}
