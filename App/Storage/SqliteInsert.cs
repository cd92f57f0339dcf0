using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CreatorAnalytics.Storage;

/// <summary>
/// An INSERT that a connection to an SQLite file has prepared, for one row after another. ADO.NET looks for each parameter by its name
/// anew for each row: with the fifty of a creator that was a third of the time that a submission kept everybody else who writes waiting.
/// A file that is locked is not waited for, since the transaction has begun by taking it.
/// </summary>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <param name="connection">Open, and used by one at a time.</param>
    /// <param name="text">The INSERT, its parameters in the order of the columns.</param>
    /// <exception cref="SqliteException">The database does not know the table or a column.</exception>
    public SqliteInsert(SqliteConnection connection, string text)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v3(_database, text, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Gives a column of the row its value, which stays until it is given another.</summary>
    /// <param name="position">From 1, as SQLite counts.</param>
    /// <param name="value">As the model stores it.</param>
    /// <exception cref="NotSupportedException">No column here is of that type.</exception>
    public void Bind(int position, object? value) => Check(value switch
    {
        null => raw.sqlite3_bind_null(_statement, position),
        string text => raw.sqlite3_bind_text(_statement, position, text),
        long number => raw.sqlite3_bind_int64(_statement, position, number),
        int number => raw.sqlite3_bind_int(_statement, position, number),
        bool answer => raw.sqlite3_bind_int(_statement, position, answer ? 1 : 0),
        double number => raw.sqlite3_bind_double(_statement, position, number),
        Guid id => raw.sqlite3_bind_text(_statement, position, id.ToString().ToUpperInvariant()),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, position, bytes),
        _ => throw new NotSupportedException($"A {value.GetType().Name} cannot be inserted."),
    });

    /// <summary>Inserts the row.</summary>
    /// <exception cref="SqliteException">The database refuses it.</exception>
    public void Run()
    {
        Check(raw.sqlite3_step(_statement));
        raw.sqlite3_reset(_statement);
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int outcome)
    {
        try
        {
            SqliteException.ThrowExceptionForRC(outcome, _database);
        }
        catch (SqliteException)
        {
            // The message is taken from the connection before the statement is made ready for the next row.
            raw.sqlite3_reset(_statement);
            throw;
        }
    }
}
