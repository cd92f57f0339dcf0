using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CreatorAnalytics.Tests.Creators;

/// <summary>What EF Core says to SQL Server for this room, parsed without one.</summary>
public sealed class SqlServerStatementsTests : IDbContextFactory<AppDbContext>
{
    private readonly Recorder _recorder = new();
    private readonly WriteGate _gate = new(oneAtATime: false, TimeProvider.System);

    public AppDbContext CreateDbContext() => new SqlServerAppDbContext(
        new DbContextOptionsBuilder<SqlServerAppDbContext>()
            .UseSqlServer("Server=none").UseSnakeCaseNamingConvention()
            .AddInterceptors(new NoConnection(), _recorder).Options);

    [Fact]
    public async Task Every_statement_is_valid()
    {
        var cancel = TestContext.Current.CancellationToken;
        var library = new TeamLibrary(new Database(this, _gate));
        var caller = new Caller(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Member);
        await using var db = CreateDbContext();

        await library.FindForTeamAsync(caller, "ada", cancel);
        await library.ListForTeamAsync(caller, new LibraryQuery { Search = "ada_[" }, 10, new PageCursor<long>(Scrapes.Day1, 5), cancel);
        await CreatorDirectory.FindAsync(db, ["ada", "bea"], cancel);
        await CreatorLock.TakeAsync(db, "1", cancel);

        Assert.InRange(_recorder.Statements.Count, 5, 20);
        Assert.All(_recorder.Statements, AssertParses);
        Assert.Contains(_recorder.Statements, s => s.Contains("sp_getapplock"));
    }

    [Fact]
    public void The_model_makes_valid_tables()
    {
        using var db = CreateDbContext();

        var script = db.Database.GenerateCreateScript();

        AssertParses(script);
        foreach (var table in (string[])["creators", "creator_usernames", "creator_posts", "post_comments", "creator_snapshots"])
            Assert.Contains($"CREATE TABLE [{table}]", script);
    }

    private static void AssertParses(string sql)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        Assert.Empty(errors);
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default) => ValueTask.FromResult(InterceptionResult.Suppress());
    }

    private sealed class Recorder : DbCommandInterceptor
    {
        public ConcurrentQueue<string> Statements { get; } = new();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Statements.Enqueue(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(new DataTable().CreateDataReader()));
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result,
            CancellationToken cancellationToken = default)
        {
            Statements.Enqueue(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(1));
        }
    }
}
