using System.Reflection;
using System.Reflection.Emit;

namespace Elbo.Architecture.Tests.Rules;

/// <summary>What types a type names: its base and interfaces, attributes, fields, signatures, and whatever the bodies of its methods call, read or make.</summary>
internal static class TypeReferences
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xffff, code => code.OperandType);

    /// <summary>Each once; generic types by their definition and their arguments, nested ones as themselves.</summary>
    public static IReadOnlySet<Type> Of(Type type)
    {
        HashSet<Type> found = [];
        Add(found, type.BaseType);
        foreach (Type implemented in type.GetInterfaces()) Add(found, implemented);
        foreach (FieldInfo field in type.GetFields(Declared)) Add(found, field.FieldType);
        Attributes(found, type);
        foreach (MethodBase method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            if (method is MethodInfo { ReturnType: var result }) Add(found, result);
            foreach (ParameterInfo parameter in method.GetParameters()) Add(found, parameter.ParameterType);
            Attributes(found, method);
            Body(found, method);
        }

        return found;
    }

    private static void Attributes(HashSet<Type> found, MemberInfo member)
    {
        foreach (CustomAttributeData attribute in member.GetCustomAttributesData()) Add(found, attribute.AttributeType);
    }

    private static void Body(HashSet<Type> found, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) return;
        foreach (LocalVariableInfo local in body.LocalVariables) Add(found, local.LocalType);
        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
        {
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause) Add(found, clause.CatchType);
        }

        Type[] ofType = method.DeclaringType!.GetGenericArguments();
        Type[] ofMethod = method is MethodInfo { IsGenericMethodDefinition: true } ? method.GetGenericArguments() : [];
        byte[] code = body.GetILAsByteArray()!;
        for (int at = 0; at < code.Length;)
        {
            int name = code[at] == 0xfe ? 0xfe00 | code[at + 1] : code[at];
            at += name > 0xff ? 2 : 1;
            OperandType operand = Operands[name];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                Member(found, method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod)!);
            }

            at += Length(operand, code, at);
        }
    }

    private static void Member(HashSet<Type> found, MemberInfo member)
    {
        if (member is Type type)
        {
            Add(found, type);
            return;
        }

        Add(found, member.DeclaringType);
        if (member is FieldInfo field) Add(found, field.FieldType);
        if (member is not MethodBase method) return;
        if (method is MethodInfo { ReturnType: var result }) Add(found, result);
        if (method.IsGenericMethod)
        {
            foreach (Type argument in method.GetGenericArguments()) Add(found, argument);
        }
    }

    private static int Length(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static void Add(HashSet<Type> found, Type? type)
    {
        while (type is { HasElementType: true }) type = type.GetElementType();
        if (type is null || type.IsGenericParameter) return;
        if (type.IsGenericType && !type.IsGenericTypeDefinition)
        {
            foreach (Type argument in type.GetGenericArguments()) Add(found, argument);
            type = type.GetGenericTypeDefinition();
        }

        found.Add(type);
    }
}
