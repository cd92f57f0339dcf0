using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;

namespace CreatorAnalytics.Storage;

/// <summary>
/// The commands that a connection to an SQLite file has prepared. All writes go through one connection that stays open, so that what it
/// has prepared once serves all later writes; preparing took longer than running.
/// </summary>
internal sealed class PreparedCommands
{
    private static readonly ConditionalWeakTable<DbConnection, PreparedCommands> OfConnections = new();

    private readonly Dictionary<object, IDisposable> _commands = [];

    private PreparedCommands(DbConnection connection)
    {
        // When it is closed, its handle goes back to a pool, and what was prepared on that would write for whoever has the handle next.
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState is ConnectionState.Closed)
                Drop();
        };
    }

    /// <summary>The commands of a connection, which one uses at a time.</summary>
    public static PreparedCommands Of(DbConnection connection) => OfConnections.GetValue(connection, static c => new PreparedCommands(c));

    /// <summary>The command for something, which <paramref name="prepare"/> makes the first time.</summary>
    public TCommand For<TCommand>(object purpose, Func<TCommand> prepare)
        where TCommand : IDisposable
    {
        if (_commands.TryGetValue(purpose, out var prepared))
            return (TCommand)prepared;
        var command = prepare();
        _commands.Add(purpose, command);
        return command;
    }

    private void Drop()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _commands.Clear();
    }
}
