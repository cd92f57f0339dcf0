using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
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

    /// <summary>Inserts the rows at once, in their order; a key that the database makes is not read back.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    /// <exception cref="DbException">The database refuses a row: the transaction must roll back.</exception>
    public static async Task InsertAsync(AppDbContext db, IReadOnlyList<object> rows, CancellationToken cancellationToken)
    {
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Rows are inserted inside a transaction.");
        if (db is SqliteAppDbContext)
            InsertOneByOne(db, rows);
        else
            await InsertTogetherAsync(db, rows, transaction, cancellationToken);
    }

    /// <summary>The statement that inserts so many rows.</summary>
    internal static string StatementOf<T>(AppDbContext db, int rows) => TableOf(db, typeof(T)).Statement(rows);

    private static void InsertOneByOne(AppDbContext db, IReadOnlyList<object> rows)
    {
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        var prepared = PreparedCommands.Of(connection);
        foreach (var row in rows)
        {
            var table = TableOf(db, row.GetType());
            var insert = prepared.For(table, () => new SqliteInsert(connection, table.Statement(rows: 1)));
            for (var column = 0; column < table.Columns.Count; column++)
                insert.Bind(column + 1, table.Columns[column].ValueOf(row));
            insert.Run();
        }
    }

    private static async Task InsertTogetherAsync(
        AppDbContext db, IReadOnlyList<object> rows, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction;
        for (var next = 0; next < rows.Count;)
        {
            var type = rows[next].GetType();
            var table = TableOf(db, type);
            object[] alike = [.. rows.Skip(next).TakeWhile(row => row.GetType() == type).Take(Math.Min(MostRows, MostParameters / table.Columns.Count))];
            table.Describe(command, alike);
            await command.ExecuteNonQueryAsync(cancellationToken);
            next += alike.Length;
        }
    }

    private static Table TableOf(AppDbContext db, Type type) =>
        Tables.GetOrAdd(
            db.Model.FindEntityType(type) ?? throw new ArgumentException($"{type.Name} is not in the model."),
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

        public object? ValueOf(object row)
        {
            var value = _getter.GetClrValue(row);
            return value is null || _mapping.Converter is null ? value : _mapping.Converter.ConvertToProvider(value);
        }
    }
}
