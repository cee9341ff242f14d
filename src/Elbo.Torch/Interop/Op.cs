using System.Runtime.InteropServices;

namespace Elbo.Torch.Interop;

/// <summary>One operator of the reviewed list: its schema as written there and the handle of the one found in libtorch.</summary>
internal sealed class Op(string schema)
{
    /// <summary>The line of <c>ops.schemas</c> this operator was generated from.</summary>
    public string Schema { get; } = schema;

    public nint Handle { get; private set; }

    public string DisplayName => Schema[(Schema.IndexOf("::", StringComparison.Ordinal) + 2)..Schema.IndexOf('(')];

    /// <summary>Finds the operator and compares schemas; null when it fits, otherwise what is wrong with it.</summary>
    public unsafe string? Resolve()
    {
        var full = Schema[..Schema.IndexOf('(')];
        var dot = full.IndexOf('.');
        nint handle;
        byte* text;
        if (Native.elbo_op_find(dot < 0 ? full : full[..dot], dot < 0 ? "" : full[(dot + 1)..], &handle, &text) != 0)
            return Native.FirstLine(Native.LastError());
        var found = Marshal.PtrToStringUTF8((nint)text)!;
        if (found != Schema && OpSchema.Parse(Schema).Misfit(OpSchema.Parse(found)) is { } misfit)
            return $"{DisplayName}: {misfit}; wanted {Schema}; found {found}";
        Handle = handle;
        return null;
    }
}
