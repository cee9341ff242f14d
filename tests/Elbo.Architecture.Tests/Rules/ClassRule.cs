using System.Reflection;
using System.Runtime.CompilerServices;

namespace Elbo.Architecture.Tests.Rules;

/// <summary>Every class is sealed, static or abstract, and none has a finalizer: what is owned is disposed by its owner.</summary>
internal static class ClassRule
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> OpenClasses(IEnumerable<Type> types) =>
        types.Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && !IsGenerated(type)).Select(type => type.FullName!);

    public static IEnumerable<string> Finalizers(IEnumerable<Type> types) =>
        types.Where(type => type.GetMethods(Declared).Any(IsFinalizer)).Select(type => type.FullName!);

    private static bool IsFinalizer(MethodInfo method) =>
        method is { Name: "Finalize", IsVirtual: true } && method.GetBaseDefinition().DeclaringType == typeof(object);

    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal)
        || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
