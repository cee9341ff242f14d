namespace Elbo.Torch.IO;

/// <summary>Every way in which reading an npy or npz file can fail; the set is closed.</summary>
public enum NpyError
{
    /// <summary>The file cannot be opened or read.</summary>
    Unreadable,

    /// <summary>The first six bytes are not those of an npy file.</summary>
    BadMagic,

    /// <summary>The format version is neither 1.0 nor 2.0.</summary>
    UnsupportedVersion,

    /// <summary>The header is too long, cut, or not the expected dictionary.</summary>
    BadHeader,

    /// <summary>The element type is none of f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 and b1.</summary>
    UnsupportedDType,

    /// <summary>An unsigned number is more than a signed one of 64 bits holds.</summary>
    TooLarge,

    /// <summary>A dimension is negative, there are too many, or their product overflows.</summary>
    BadShape,

    /// <summary>The data is shorter or longer than shape and type say.</summary>
    SizeMismatch,

    /// <summary>A byte of a boolean array is neither 0 nor 1.</summary>
    BadBool,

    /// <summary>The archive is no valid zip file, or an entry of it is damaged.</summary>
    BadArchive,
}
