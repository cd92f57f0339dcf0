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

    private readonly DbConnection _connection;
    private readonly Dictionary<object, DbCommand> _commands = [];

    private PreparedCommands(DbConnection connection)
    {
        _connection = connection;

        // When it is closed, its handle goes back to a pool, and what was prepared on that would write for whoever has the handle next.
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState is ConnectionState.Closed)
                _commands.Clear();
        };
    }

    /// <summary>The commands of a connection, which one uses at a time.</summary>
    public static PreparedCommands Of(DbConnection connection) => OfConnections.GetValue(connection, static c => new PreparedCommands(c));

    /// <summary>The command for something, which <paramref name="describe"/> gives its text and its parameters the first time.</summary>
    public DbCommand For(object purpose, Action<DbCommand> describe)
    {
        if (_commands.TryGetValue(purpose, out var command))
            return command;
        command = _connection.CreateCommand();
        describe(command);
        _commands.Add(purpose, command);
        return command;
    }
}
