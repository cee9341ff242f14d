using System.Runtime.InteropServices;

namespace Elbo.Torch.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)] public static partial int elbo_set_data(nint tensor, nint value);
}
