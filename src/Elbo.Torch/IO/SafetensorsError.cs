namespace Elbo.Torch.IO;

/// <summary>Every way in which reading or writing a safetensors file can fail; the set is closed.</summary>
public enum SafetensorsError
{
    /// <summary>The file cannot be opened or read.</summary>
    Unreadable,

    /// <summary>The file ends before the eight bytes of the header length, or while tensor data is read.</summary>
    FileTooShort,

    /// <summary>The header length is above <see cref="SafetensorsReader.MaxHeaderBytes"/>.</summary>
    HeaderTooLarge,

    /// <summary>The header length reaches beyond the end of the file.</summary>
    HeaderBeyondFile,

    /// <summary>The header is not UTF-8.</summary>
    HeaderNotUtf8,

    /// <summary>The header is not one JSON object.</summary>
    HeaderNotJson,

    /// <summary>A key occurs twice in one object of the header.</summary>
    DuplicateKey,

    /// <summary><c>__metadata__</c> is not a map from strings to strings.</summary>
    BadMetadata,

    /// <summary>A tensor's entry lacks a field, has an unknown one, or one of the wrong JSON type.</summary>
    BadEntry,

    /// <summary>The dtype is no dtype of the format.</summary>
    UnknownDType,

    /// <summary>The dtype belongs to the format, but Elbo has no tensor of it.</summary>
    UnsupportedDType,

    /// <summary>A dimension is negative, there are too many, or their product overflows.</summary>
    BadShape,

    /// <summary>The data offsets are negative, reversed, or reach beyond the file.</summary>
    BadOffsets,

    /// <summary>The length between the offsets is not that of shape and dtype.</summary>
    SizeMismatch,

    /// <summary>Two tensors share bytes.</summary>
    Overlap,

    /// <summary>Bytes between two tensors belong to none.</summary>
    Hole,

    /// <summary>Bytes after the last tensor belong to none.</summary>
    TrailingBytes,

    /// <summary>A byte of a BOOL tensor is neither 0 nor 1.</summary>
    BadBool,

    /// <summary>The file's tensors are not those asked for: missing, unexpected, or of another shape or dtype.</summary>
    TargetMismatch,

    /// <summary>A tensor to be written has an empty, reserved or repeated name.</summary>
    BadName,
}
