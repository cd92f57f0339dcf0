using System.Data;
using System.Data.Common;
using System.Reflection;
using System.Text.RegularExpressions;
using CreatorAnalytics.Operations;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CreatorAnalytics.Tests.Storage;

/// <summary>
/// What the application would send to SQL Server. Statements written by hand are found by themselves: each is a string constant whose
/// name begins with <c>SqlServer</c>, in whichever room. What EF Core makes of a query or an update is recorded without a server by
/// <see cref="RecordAsync"/>.
/// </summary>
internal static partial class SqlServerStatements
{
    /// <summary>The statements written by hand, with the constant's name.</summary>
    public static IReadOnlyList<(string Name, string Sql)> ByHand { get; } =
    [
        .. SettingsCheck.OwnTypes
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string) && field.Name.StartsWith("SqlServer", StringComparison.Ordinal))
            .Select(field => ($"{field.DeclaringType!.FullName}.{field.Name}", Parameters().Replace((string)field.GetRawConstantValue()!, "@p$1"))),
    ];

    /// <summary>
    /// Runs <paramref name="work"/> on a context of SQL Server that reaches no server: every query finds nothing, every update says that
    /// it changed one row. SaveChanges cannot be recorded, since it reads back what it inserted.
    /// </summary>
    public static async Task<IReadOnlyList<string>> RecordAsync(Func<AppDbContext, Task> work)
    {
        var recorder = new Recorder();
        await using var db = new SqlServerAppDbContext(new DbContextOptionsBuilder<SqlServerAppDbContext>()
            .UseSqlServer("Server=nowhere;Database=nothing")
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(new NoConnection(), recorder)
            .Options);
        await work(db);
        return recorder.Statements;
    }

    // EF Core's {0} becomes a parameter.
    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Parameters();

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());
    }

    private sealed class Recorder : DbCommandInterceptor
    {
        public List<string> Statements { get; } = [];

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Statements.Add(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(1));
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Statements.Add(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(new DataTable().CreateDataReader()));
        }
    }
}
