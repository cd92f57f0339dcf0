using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CreatorAnalytics.Storage;

/// <summary>
/// Inserts rows past the change tracker, which then knows nothing of them, but by the model's own columns and conversions, inside the open
/// transaction. Tracking the some 450 posts and comments of a creator took four times as long as inserting them.
/// </summary>
internal static class NewRows
{
    // SQL Server takes at most 2,100 parameters in a command and 1,000 rows in an INSERT.
    private const int MostParameters = 2000;
    private const int MostRows = 1000;

    private static readonly ConcurrentDictionary<IEntityType, Table> Tables = new();

    /// <summary>Inserts the rows at once; a key that the database makes is not read back.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    /// <exception cref="DbException">The database refuses a row: the transaction must roll back.</exception>
    public static async Task InsertAsync<T>(AppDbContext db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        if (rows.Count == 0)
            return;
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Rows are inserted inside a transaction.");
        var table = TableOf<T>(db);
        var perCommand = db is SqliteAppDbContext ? 1 : Math.Min(MostRows, MostParameters / table.Columns.Count);

        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction;
        foreach (var chunk in rows.Chunk(perCommand))
        {
            // On SQLite all rows but the first go through the statement that the first has prepared.
            if (command.Parameters.Count == chunk.Length * table.Columns.Count)
                table.SetValues(command, chunk);
            else
                table.Describe(command, chunk);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>The statement that inserts so many rows.</summary>
    internal static string StatementOf<T>(AppDbContext db, int rows)
        where T : class => TableOf<T>(db).Statement(rows);

    private static Table TableOf<T>(AppDbContext db)
        where T : class =>
        Tables.GetOrAdd(
            db.Model.FindEntityType(typeof(T)) ?? throw new ArgumentException($"{typeof(T).Name} is not in the model."),
            static (type, db) => new Table(type, db.GetService<ISqlGenerationHelper>()),
            db);

    private sealed class Table
    {
        private readonly string _insert;

        public Table(IEntityType type, ISqlGenerationHelper sql)
        {
            if (type.GetComplexProperties().Any())
                throw new ArgumentException($"{type.DisplayName()} has more than plain columns.");
            Columns = [.. type.GetProperties().Where(property => !IsMadeByDatabase(property)).Select(property => new Column(property))];
            var names = string.Join(", ", Columns.Select(column => sql.DelimitIdentifier(column.Name)));
            _insert = $"INSERT INTO {sql.DelimitIdentifier(type.GetTableName()!, type.GetSchema())} ({names}) VALUES ";
        }

        public IReadOnlyList<Column> Columns { get; }

        public string Statement(int rows)
        {
            var text = new StringBuilder(_insert);
            for (var row = 0; row < rows; row++)
            {
                text.Append(row == 0 ? "(" : ", (");
                for (var column = 0; column < Columns.Count; column++)
                    text.Append(column == 0 ? "" : ", ").Append(NameOf((row * Columns.Count) + column));
                text.Append(')');
            }

            return text.ToString();
        }

        public void Describe(DbCommand command, object[] rows)
        {
            command.CommandText = Statement(rows.Length);
            command.Parameters.Clear();
            foreach (var row in rows)
            {
                foreach (var column in Columns)
                    command.Parameters.Add(column.ParameterOf(command, NameOf(command.Parameters.Count), row));
            }
        }

        public void SetValues(DbCommand command, object[] rows)
        {
            var next = 0;
            foreach (var row in rows)
            {
                foreach (var column in Columns)
                    command.Parameters[next++].Value = column.ValueOf(row);
            }
        }

        private static string NameOf(int parameter) => string.Create(CultureInfo.InvariantCulture, $"@p{parameter}");

        // Other keys are made by who makes the row.
        private static bool IsMadeByDatabase(IProperty property) =>
            property.ValueGenerated is ValueGenerated.OnAdd && property.ClrType == typeof(long);
    }

    private sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter _getter = property.GetGetter();
        private readonly RelationalTypeMapping _mapping = property.GetRelationalTypeMapping();

        public string Name { get; } = property.GetColumnName();

        public DbParameter ParameterOf(DbCommand command, string name, object row) =>
            _mapping.CreateParameter(command, name, _getter.GetClrValue(row), property.IsNullable);

        public object ValueOf(object row)
        {
            var value = _getter.GetClrValue(row);
            return (value is null || _mapping.Converter is null ? value : _mapping.Converter.ConvertToProvider(value)) ?? DBNull.Value;
        }
    }
}
