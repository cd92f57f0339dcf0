using CreatorAnalytics.Operations;
using Microsoft.AspNetCore.Components;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace CreatorAnalytics.Tests.Architecture;

/// <summary>
/// App.dll as the compiler wrote it. Source would not do: lambdas, async methods and Razor files become types of their own, and a
/// reference can hide in an attribute or a generic argument.
/// </summary>
internal static class AppAssembly
{
    private static readonly ModuleDefinition Module = ModuleDefinition.ReadModule(typeof(Program).Assembly.Location);

    /// <summary>All types, nested and generated ones included, migrations left out.</summary>
    public static IReadOnlyList<TypeDefinition> Types { get; } =
        [.. Module.Types.SelectMany(WithNested).Where(type => !IsIn(NamespaceOf(type), "CreatorAnalytics.Migrations"))];

    /// <summary>The types written by us, by the reflection that attributes and inheritance are easier to read with.</summary>
    public static IReadOnlyList<Type> RuntimeTypes { get; } =
        [.. SettingsCheck.OwnTypes.Where(type => !IsIn(type.Namespace ?? "", "CreatorAnalytics.Migrations"))];

    /// <summary>What Razor files and component classes became.</summary>
    public static IReadOnlyList<Type> Components { get; } = [.. RuntimeTypes.Where(typeof(ComponentBase).IsAssignableFrom)];

    /// <summary>The namespace of the outermost type; what Razor generates beside a component counts as the component's.</summary>
    public static string NamespaceOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Namespace.StartsWith("__Blazor.", StringComparison.Ordinal) ? type.Namespace["__Blazor.".Length..] : type.Namespace;
    }

    /// <summary>Whether a namespace is the given one or a child of it; CreatorAnalytics.JobsX is no child of CreatorAnalytics.Jobs.</summary>
    public static bool IsIn(string space, string parent) =>
        space == parent || space.StartsWith(parent + ".", StringComparison.Ordinal);

    /// <summary>The outermost type that a nested or generated type was written in.</summary>
    public static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    public static TypeDefinition Find(Type type) => Module.GetType(type.FullName!.Replace('+', '/'));

    /// <summary>Every type that the given one names anywhere, its own nested types not included.</summary>
    public static IEnumerable<TypeReference> ReferencesOf(TypeDefinition type) =>
        Direct(type).Where(reference => reference is not null).SelectMany(reference => Parts(reference!)).DistinctBy(reference => reference.FullName);

    public static IEnumerable<TypeReference> ReferencesWithNested(TypeDefinition type) => WithNested(type).SelectMany(ReferencesOf);

    public static IEnumerable<(MethodDefinition Method, Instruction Instruction)> Instructions(TypeDefinition type) =>
        type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions.Select(instruction => (method, instruction)));

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static IEnumerable<TypeReference?> Direct(TypeDefinition type)
    {
        var ofType = type.Interfaces.Select(i => i.InterfaceType).Append(type.BaseType).Concat(Attributes(type)).Concat(Constraints(type));
        var ofFields = type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType));
        var ofProperties = type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType));
        var ofEvents = type.Events.SelectMany(e => Attributes(e).Append(e.EventType));
        return ofType.Concat(ofFields).Concat(ofProperties).Concat(ofEvents).Concat(type.Methods.SelectMany(Direct));
    }

    private static IEnumerable<TypeReference?> Direct(MethodDefinition method)
    {
        var signature = Attributes(method).Concat(Attributes(method.MethodReturnType)).Concat(Constraints(method))
            .Concat(method.Parameters.SelectMany(parameter => Attributes(parameter).Append(parameter.ParameterType)))
            .Append(method.ReturnType);
        return method.HasBody
            ? signature
                .Concat(method.Body.Variables.Select(variable => variable.VariableType))
                .Concat(method.Body.ExceptionHandlers.Select(handler => handler.CatchType))
                .Concat(method.Body.Instructions.SelectMany(instruction => Operand(instruction.Operand)))
            : signature;
    }

    private static IEnumerable<TypeReference?> Operand(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => method.GenericArguments.Concat(Operand(method.ElementMethod)),
        MethodReference method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.DeclaringType).Append(method.ReturnType),
        _ => [],
    };

    private static IEnumerable<TypeReference?> Attributes(Mono.Cecil.ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(attribute => attribute.ConstructorArguments
            .Concat(attribute.Properties.Select(property => property.Argument))
            .SelectMany(Argument)
            .Append(attribute.AttributeType));

    private static IEnumerable<TypeReference?> Argument(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [type, argument.Type],
        CustomAttributeArgument[] many => many.SelectMany(Argument),
        CustomAttributeArgument boxed => Argument(boxed),
        _ => [argument.Type],
    };

    private static IEnumerable<TypeReference?> Constraints(IGenericParameterProvider provider) =>
        provider.GenericParameters.SelectMany(parameter => parameter.Constraints.Select(constraint => constraint.ConstraintType));

    // List<Job[]> names List, Job.
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        GenericParameter => [],
        _ => [type],
    };
}
