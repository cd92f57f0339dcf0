using System.Runtime.CompilerServices;
using CreatorAnalytics.Credits;
using Microsoft.AspNetCore.Components;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace CreatorAnalytics.Tests.Architecture;

public sealed class CodeTests
{
    private static readonly string[] WordsThatNameNothing = ["Helper", "Helpers", "Util", "Utils", "Utility", "Base", "Common", "Manager"];

    /// <summary>What Razor makes of an _Imports.razor.</summary>
    private const string RazorImports = "_Imports";

    private static readonly string[] LedgerEntities = [typeof(Wallet).FullName!, typeof(LedgerEntry).FullName!];

    private static IReadOnlyList<Type> Written =>
        [.. AppAssembly.RuntimeTypes.Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            && !type.Name.Contains('<', StringComparison.Ordinal)
            && AppAssembly.IsIn(type.Namespace ?? "", "CreatorAnalytics"))];

    [Fact]
    public void No_method_is_async_void() => Offenders.None(
        "An exception in an async void method ends the process:",
        [.. AppAssembly.Types.SelectMany(type => type.Methods)],
        method => method.ReturnType.FullName == "System.Void" && method.CustomAttributes.Any(a => a.AttributeType.Name == nameof(AsyncStateMachineAttribute))
            ? [method.FullName]
            : []);

    [Fact]
    public void No_thread_waits_for_a_task() => Offenders.None(
        "Await it; a thread that waits is one less for everybody:",
        [.. AppAssembly.Types.SelectMany(type => type.Methods).Where(method => method.HasBody && method.Name != "<Main>")],
        method => Blocks(method) ? [method.FullName] : []);

    [Fact]
    public void Every_class_is_sealed_abstract_or_static_unless_another_inherits_from_it() => Offenders.None(
        "A class that was not made to be inherited from says so:",
        [.. Written.Where(type => type.IsClass && !typeof(IComponent).IsAssignableFrom(type) && type.Name != RazorImports)],
        type => type.IsSealed || type.IsAbstract || Written.Any(other => other.BaseType == type) ? [] : [type.FullName!]);

    [Fact]
    public void Names_say_what_a_type_is() => Offenders.None(
        "Name it by the domain and by what it does (JobManager, the requirement's own word, is the one manager):",
        Written,
        type => type.Name != "JobManager" && WordsThatNameNothing.Any(word => type.Name.Split('`')[0].EndsWith(word, StringComparison.Ordinal))
            ? [type.FullName!]
            : []);

    [Fact]
    public void Only_Credits_writes_wallets_and_the_ledger() => Offenders.None(
        "Credits move through Credits.Ledger, else the wallet and its ledger part:",
        [.. AppAssembly.Types.Where(type => !AppAssembly.IsIn(AppAssembly.NamespaceOf(type), "CreatorAnalytics.Credits"))],
        type => AppAssembly.Instructions(type).Where(pair => WritesLedger(pair.Instruction)).Select(pair => pair.Method.FullName));

    [Fact]
    public void The_rule_about_the_ledger_recognises_a_write() =>
        Assert.Contains(
            AppAssembly.Types.Where(type => AppAssembly.IsIn(AppAssembly.NamespaceOf(type), "CreatorAnalytics.Credits")).SelectMany(AppAssembly.Instructions),
            pair => WritesLedger(pair.Instruction));

    private static bool WritesLedger(Instruction instruction) => instruction.Operand switch
    {
        GenericInstanceMethod { Name: "ExecuteUpdateAsync" or "ExecuteUpdate" or "ExecuteDeleteAsync" or "ExecuteDelete" } method =>
            method.GenericArguments.Any(argument => LedgerEntities.Contains(argument.FullName)),
        MethodReference method => LedgerEntities.Contains(method.DeclaringType.FullName)
            && (method.Name == ".ctor" || method.Name.StartsWith("set_", StringComparison.Ordinal)),
        _ => false,
    };

    private static bool Blocks(MethodDefinition method)
    {
        var calls = method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().ToList();
        if (calls.Any(call => IsTask(call.DeclaringType) && call.Name is "Wait" or "WaitAll" or "WaitAny"))
            return true;

        // What is known to have completed does not make anybody wait.
        if (Count(calls, IsTask, "get_Result") > Count(calls, IsTask, "get_IsCompletedSuccessfully"))
            return true;

        // An await asks IsCompleted before it takes the result; GetAwaiter().GetResult() does not ask.
        return Count(calls, IsAwaiter, "GetResult") > Count(calls, IsAwaiter, "get_IsCompleted");
    }

    private static int Count(IEnumerable<MethodReference> calls, Func<TypeReference, bool> of, string name) =>
        calls.Count(call => of(call.DeclaringType) && call.Name == name);

    private static bool IsTask(TypeReference type) =>
        type.Namespace == "System.Threading.Tasks" && type.Name.Split('`')[0] is "Task" or "ValueTask";

    private static bool IsAwaiter(TypeReference type) => type.Name.Split('`')[0].EndsWith("Awaiter", StringComparison.Ordinal);
}
