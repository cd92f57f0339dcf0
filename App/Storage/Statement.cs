using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CreatorAnalytics.Storage;

/// <summary>
/// A statement written by hand, to be run inside the open transaction. It goes past EF Core, which would translate and prepare it anew
/// each time, while everybody else who writes waits: for what every creator or submission changes.
/// </summary>
/// <param name="sqlite">Its text for SQLite, with its parameters as <c>{0}</c>, <c>{1}</c> and so on.</param>
/// <param name="sqlServer">The same for SQL Server.</param>
internal class Statement(string sqlite, string sqlServer)
{
    /// <summary>For words that both databases know.</summary>
    public Statement(string text)
        : this(text, text)
    {
    }

    /// <summary>Runs it; returns how many rows it changed.</summary>
    /// <param name="values">Of its parameters.</param>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public Task<int> ChangeAsync(AppDbContext db, CancellationToken cancellationToken, params object?[] values) =>
        WithCommandAsync(db, values, command => command.ExecuteNonQueryAsync(cancellationToken));

    private protected async Task<TResult> WithCommandAsync<TResult>(AppDbContext db, object?[] values, Func<DbCommand, Task<TResult>> run)
    {
        var connection = db.Database.GetDbConnection();
        if (db is SqliteAppDbContext)
        {
            var prepared = PreparedCommands.Of(connection).For(this, () => Describe(connection.CreateCommand(), sqlite, values.Length));
            Fill(prepared, db, values);
            return await run(prepared);
        }

        await using var command = Describe(connection.CreateCommand(), sqlServer, values.Length);
        Fill(command, db, values);
        return await run(command);
    }

    private static DbCommand Describe(DbCommand command, string text, int parameters)
    {
        var names = Enumerable.Range(0, parameters).Select(n => string.Create(CultureInfo.InvariantCulture, $"@p{n}")).ToArray();
        command.CommandText = string.Format(CultureInfo.InvariantCulture, text, names);
        foreach (var name in names)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static void Fill(DbCommand command, AppDbContext db, object?[] values)
    {
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("A statement runs inside a transaction.");
        for (var value = 0; value < values.Length; value++)
            command.Parameters[value].Value = Stored(db, values[value]);
    }

    // As the model stores it; enums in tables that are written by hand have LowerCaseEnum.
    private static object Stored(AppDbContext db, object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time when db is SqliteAppDbContext => time.UtcTicks,
        Enum word => LowerCaseEnum.WordOf(word),
        _ => value,
    };
}

/// <summary>One that tells what the rows are that it changed, which EF Core cannot express (RETURNING, OUTPUT).</summary>
/// <param name="read">Makes a result of the columns that it gives back, in their order.</param>
/// <inheritdoc cref="Statement"/>
internal sealed class Statement<T>(string sqlite, string sqlServer, Func<DbDataReader, T> read) : Statement(sqlite, sqlServer)
{
    /// <summary>One result for each row that was changed.</summary>
    /// <inheritdoc cref="Statement.ChangeAsync"/>
    public Task<IReadOnlyList<T>> RunAsync(AppDbContext db, CancellationToken cancellationToken, params object?[] values) =>
        WithCommandAsync<IReadOnlyList<T>>(
            db,
            values,
            async command =>
            {
                var results = new List<T>();
                await using var rows = await command.ExecuteReaderAsync(cancellationToken);
                while (await rows.ReadAsync(cancellationToken))
                    results.Add(read(rows));
                return results;
            });
}
