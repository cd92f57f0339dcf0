using CreatorAnalytics.Credits;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CreatorAnalytics.Tests.Storage;

public sealed class SqlServerStatementTests
{
    [Fact]
    public void Every_statement_written_for_SQL_Server_is_one_that_it_can_read()
    {
        Assert.NotEmpty(SqlServerStatements.ByHand);
        Assert.All(SqlServerStatements.ByHand, statement => Assert.NotEmpty(TransactSql.MustParse(statement.Sql)));
    }

    [Fact]
    public void A_statement_that_it_cannot_read_is_noticed() =>
        Assert.ThrowsAny<Exception>(() => TransactSql.MustParse("UPDATE job_queue SET worker_id = 1 LIMIT 1"));

    [Theory]
    [InlineData(nameof(Ledger.SqlServerReserve))]
    [InlineData(nameof(Ledger.SqlServerCharge))]
    [InlineData(nameof(Ledger.SqlServerRelease))]
    public void Credits_move_by_one_guarded_update_each_on_SQL_Server(string name)
    {
        var (_, sql) = SqlServerStatements.ByHand.Single(statement => statement.Name == $"{typeof(Ledger).FullName}.{name}");

        Assert.NotNull(Assert.IsType<UpdateStatement>(Assert.Single(TransactSql.MustParse(sql))).UpdateSpecification.WhereClause);
    }

    [Fact]
    public void What_moves_an_item_or_a_job_names_the_state_that_it_leaves()
    {
        var moves = SqlServerStatements.ByHand
            .SelectMany(statement => TransactSql.MustParse(statement.Sql).OfType<UpdateStatement>().Select(update => update.UpdateSpecification))
            .Where(update => TextOf(update.Target) is "creator_job_items" or "creator_analysis_jobs")
            .Where(update => update.SetClauses.OfType<AssignmentSetClause>().Any(set => TextOf(set.Column) is "status" or "stage"))
            .ToList();

        Assert.Equal(7, moves.Count);
        Assert.All(moves, move => Assert.Contains("status ", TextOf(move.WhereClause), StringComparison.Ordinal));
    }

    private static string TextOf(TSqlFragment fragment) =>
        string.Concat(fragment.ScriptTokenStream.Take(fragment.FirstTokenIndex..(fragment.LastTokenIndex + 1)).Select(token => token.Text));
}
