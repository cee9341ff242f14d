using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Elbo.Architecture.Tests.Rules;

/// <summary>libtorch is met in one place: its headers in native/, the shim in Elbo.Torch.</summary>
internal static partial class NativeRule
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly string[] NotOurs = [".git", "artifacts", "bin", "obj", "node_modules"];

    /// <summary>Files under <paramref name="root"/>, outside native/, that include a header of libtorch.</summary>
    public static IEnumerable<string> TorchIncludes(string root) =>
        from path in CFiles(root)
        let relative = Path.GetRelativePath(root, path).Replace('\\', '/')
        where !relative.StartsWith("native/", StringComparison.Ordinal) && TorchInclude().IsMatch(File.ReadAllText(path))
        select relative;

    /// <summary>Methods that call into the shim.</summary>
    public static IEnumerable<string> ShimImports(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(Declared)
        where method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
        where method.GetCustomAttribute<DllImportAttribute>()?.Value.Contains("elbo_torch", StringComparison.Ordinal) == true
        select $"{type.FullName}.{method.Name}";

    private static IEnumerable<string> CFiles(string folder)
    {
        IEnumerable<string> own = Directory.EnumerateFiles(folder)
            .Where(path => Path.GetExtension(path) is ".c" or ".cc" or ".cpp" or ".cxx" or ".cu" or ".h" or ".hpp" or ".cuh");
        IEnumerable<string> below = Directory.EnumerateDirectories(folder).Where(path => !NotOurs.Contains(Path.GetFileName(path))).SelectMany(CFiles);
        return own.Concat(below);
    }

    [GeneratedRegex("""^\s*#\s*include\s*[<"](torch|ATen|c10|caffe2)/""", RegexOptions.Multiline)]
    private static partial Regex TorchInclude();
}
