using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CreatorAnalytics.Tests.Creators;

/// <summary>What this room says to SQL Server, checked without one.</summary>
public sealed class SqlServerStatementsTests
{
    [Fact]
    public void The_lock_is_valid_sql()
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(
            new StringReader(CreatorLock.SqlServerStatement.Replace("{0}", "@p0")), out var errors);

        Assert.Empty(errors);
    }

    [Fact]
    public void The_model_makes_valid_tables()
    {
        var options = new DbContextOptionsBuilder<SqlServerAppDbContext>()
            .UseSqlServer("Server=none").UseSnakeCaseNamingConvention().Options;
        using var db = new SqlServerAppDbContext(options);

        var script = db.Database.GenerateCreateScript();

        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        Assert.Empty(errors);
        foreach (var table in (string[])["creators", "creator_usernames", "creator_posts", "post_comments", "creator_snapshots", "team_creators"])
            Assert.Contains($"CREATE TABLE [{table}]", script);
    }
}
