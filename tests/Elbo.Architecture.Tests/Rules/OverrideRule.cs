using System.Reflection;
using System.Runtime.CompilerServices;

namespace Elbo.Architecture.Tests.Rules;

/// <summary>
/// No concrete method is overridden: the nearest method an override replaces is abstract, or the framework's, or one of
/// <see cref="object"/>'s. What the compiler writes for records is not looked at.
/// </summary>
internal static class OverrideRule
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>One line for each override of a concrete method that is declared in the assemblies of <paramref name="types"/>.</summary>
    public static IEnumerable<string> Violations(IReadOnlyCollection<Type> types)
    {
        HashSet<Assembly> ours = [.. types.Select(type => type.Assembly)];
        return from type in types
               where type.IsClass
               from method in type.GetMethods(Declared)
               where method.IsVirtual && !IsObjects(method) && !IsOfRecord(type, method)
               let replaced = Replaced(type, method)
               where replaced is { IsAbstract: false } && ours.Contains(replaced.DeclaringType!.Assembly)
               select $"{type.FullName}.{method.Name} overrides the concrete {replaced.DeclaringType!.FullName}.{replaced.Name}";
    }

    private static MethodInfo? Replaced(Type type, MethodInfo method)
    {
        for (Type? above = type.BaseType; above is not null; above = above.BaseType)
        {
            if (Array.Find(above.GetMethods(Declared), candidate => candidate.IsVirtual && SharesSlot(method, candidate)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool SharesSlot(MethodInfo method, MethodInfo candidate)
    {
        // A narrower return type makes a new slot and names the old one: only name and parameters tell.
        if (method.IsDefined(typeof(PreserveBaseOverridesAttribute), inherit: false))
        {
            return candidate.Name == method.Name
                && candidate.GetParameters().Select(p => p.ParameterType).SequenceEqual(method.GetParameters().Select(p => p.ParameterType));
        }

        MethodInfo root = method.GetBaseDefinition(), other = candidate.GetBaseDefinition();
        return root.DeclaringType != method.DeclaringType && root.Module == other.Module && root.MetadataToken == other.MetadataToken;
    }

    private static bool IsObjects(MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object);

    private static bool IsOfRecord(Type type, MethodInfo method) =>
        (method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || method.Name == "<Clone>$")
        && type.GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public) is not null
        && method.Name is "PrintMembers" or "get_EqualityContract" or "Equals" or "<Clone>$";
}
