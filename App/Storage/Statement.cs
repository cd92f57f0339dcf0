using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CreatorAnalytics.Storage;

/// <summary>
/// A statement written by hand that changes rows and tells what they are then, which EF Core cannot express (RETURNING, OUTPUT), inside
/// the open transaction. It goes past EF Core, which would translate and prepare it anew each time, while everybody else who writes waits.
/// </summary>
/// <param name="sqlite">Its text for SQLite, with its parameters as <c>{0}</c>, <c>{1}</c> and so on.</param>
/// <param name="sqlServer">The same for SQL Server.</param>
/// <param name="read">Makes a result of the columns that it gives back, in their order.</param>
internal sealed class Statement<T>(string sqlite, string sqlServer, Func<DbDataReader, T> read)
{
    /// <summary>One result for each row that was changed.</summary>
    /// <param name="values">Of its parameters, as the database stores them.</param>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public async Task<IReadOnlyList<T>> RunAsync(AppDbContext db, CancellationToken cancellationToken, params object[] values)
    {
        var connection = db.Database.GetDbConnection();
        if (db is SqliteAppDbContext)
        {
            var prepared = PreparedCommands.Of(connection).For(this, command => Describe(command, sqlite, values.Length));
            return await RunAsync(prepared, db, values, cancellationToken);
        }

        await using var command = connection.CreateCommand();
        Describe(command, sqlServer, values.Length);
        return await RunAsync(command, db, values, cancellationToken);
    }

    private static void Describe(DbCommand command, string text, int parameters)
    {
        var names = Enumerable.Range(0, parameters).Select(n => string.Create(CultureInfo.InvariantCulture, $"@p{n}")).ToArray();
        command.CommandText = string.Format(CultureInfo.InvariantCulture, text, names);
        foreach (var name in names)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
    }

    private async Task<IReadOnlyList<T>> RunAsync(DbCommand command, AppDbContext db, object[] values, CancellationToken cancellationToken)
    {
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("A statement runs inside a transaction.");
        for (var value = 0; value < values.Length; value++)
            command.Parameters[value].Value = values[value];
        var results = new List<T>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            results.Add(read(rows));
        return results;
    }
}
