using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Mono.Cecil;

namespace CreatorAnalytics.Tests.Architecture;

public sealed class RoomTests
{
    private const string Root = "CreatorAnalytics";

    /// <summary>What each room may use; also what those may use in turn.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Storage"] = [],
        ["Ui"] = [],
        ["Accounts"] = ["Storage", "Ui"],
        ["Credits"] = ["Accounts"],
        ["Apify"] = ["Storage"],
        ["Creators"] = ["Accounts"],
        ["Analysis"] = ["Creators"],
        ["Jobs"] = ["Credits", "Apify", "Creators", "Analysis"],
        ["Notifications"] = ["Jobs", "Credits"],
        ["Api"] = ["Notifications", "Jobs"],
        ["Operations"] = ["Api"],
        ["Shell"] = ["Operations"],
    };

    /// <summary>Single types that may be used against the table, each for a reason.</summary>
    private static readonly (string From, string Type)[] Exceptions =
    [
        // Identity's context is generic over the user.
        ("Storage", typeof(AppUser).FullName!),
    ];

    /// <summary>Types beside the rooms that every room may use: a command says how it is called and builds a host like the server's.</summary>
    private static readonly string[] OutsideRooms = [typeof(ICommand).FullName!, typeof(AppHost).FullName!];

    private static readonly IReadOnlyList<(TypeDefinition Type, string Room)> TypesInRooms =
        [.. AppAssembly.Types.Select(type => (type, RoomOf(type))).Where(pair => pair.Item2 is not null).Select(pair => (pair.type, pair.Item2!))];

    [Fact]
    public void Every_room_uses_only_the_rooms_that_the_table_allows() => Offenders.None(
        "A room may use what docs/architecture.md says, and nothing above it:",
        TypesInRooms,
        pair => AppAssembly.ReferencesOf(pair.Type)
            .Where(reference => RoomOf(reference) is { } used && used != pair.Room && !Reachable(pair.Room).Contains(used))
            .Where(reference => !Exceptions.Contains((pair.Room, reference.FullName)))
            .Select(reference => $"{pair.Room} must not use {RoomOf(reference)}: {AppAssembly.Outermost(pair.Type).FullName} uses {reference.FullName}"));

    [Fact]
    public void No_room_uses_what_puts_the_rooms_together() => Offenders.None(
        "Types beside the rooms know all rooms; using them would go round in a circle:",
        TypesInRooms,
        pair => AppAssembly.ReferencesOf(pair.Type)
            .Where(reference => AppAssembly.NamespaceOf(reference) == Root && !OutsideRooms.Contains(reference.FullName))
            .Where(reference => reference.Module == pair.Type.Module && reference is TypeDefinition)
            .Select(reference => $"{AppAssembly.Outermost(pair.Type).FullName} uses {reference.FullName}"));

    [Fact]
    public void No_rooms_use_each_other_in_a_circle()
    {
        var used = TypesInRooms
            .SelectMany(pair => AppAssembly.ReferencesOf(pair.Type)
                .Where(reference => !Exceptions.Contains((pair.Room, reference.FullName)))
                .Select(reference => (From: pair.Room, To: RoomOf(reference))))
            .Where(edge => edge.To is not null && edge.To != edge.From)
            .ToLookup(edge => edge.From, edge => edge.To!);
        Offenders.None(
            "From each room one must not come back to it:",
            [.. used.Select(edges => edges.Key)],
            room => Closure(room, from => used[from]).Contains(room) ? [room] : []);
    }

    [Fact]
    public void Every_type_of_ours_is_in_a_room_that_the_table_names() => Offenders.None(
        "A folder of App is a room of the table:",
        [.. AppAssembly.Types.Where(type => AppAssembly.IsIn(AppAssembly.NamespaceOf(type), Root))],
        type => AppAssembly.NamespaceOf(type) == Root || MayUse.ContainsKey(RoomOf(type)!) ? [] : [type.FullName]);

    [Fact]
    public void What_is_looked_at_includes_generic_arguments_and_the_inside_of_async_methods()
    {
        var ofContext = AppAssembly.ReferencesOf(AppAssembly.Find(typeof(AppDbContext))).Select(reference => reference.FullName);
        Assert.Contains(typeof(AppUser).FullName, ofContext);

        var ofReads = AppAssembly.Types
            .Where(type => type.DeclaringType?.FullName == typeof(Wallets).FullName)
            .SelectMany(AppAssembly.ReferencesOf)
            .Select(reference => reference.FullName);
        Assert.Contains(typeof(Wallet).FullName, ofReads);
    }

    private static HashSet<string> Reachable(string room) => Closure(room, from => MayUse.GetValueOrDefault(from, []));

    private static HashSet<string> Closure(string room, Func<string, IEnumerable<string>> next)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>(next(room));
        while (open.TryPop(out var current))
        {
            if (!found.Add(current))
                continue;
            foreach (var further in next(current))
                open.Push(further);
        }

        return found;
    }

    private static string? RoomOf(TypeReference type)
    {
        var space = AppAssembly.NamespaceOf(type);
        return space.StartsWith(Root + ".", StringComparison.Ordinal) && !AppAssembly.IsIn(space, $"{Root}.Migrations")
            ? space.Split('.')[1]
            : null;
    }
}
