using CreatorAnalytics.Credits;
using Microsoft.Extensions.Time.Testing;
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

    [Fact]
    public async Task Credits_move_by_one_guarded_update_each_on_SQL_Server()
    {
        var time = new FakeTimeProvider();
        var ledger = new Ledger(new LowBalance(null!, [], time), time);
        var subject = new LedgerSubject(Guid.NewGuid(), JobId: Guid.NewGuid(), ItemId: Guid.NewGuid());
        var sent = await SqlServerStatements.RecordAsync(async db =>
        {
            await ledger.ChargeAsync(db, subject, 20, TestContext.Current.CancellationToken);
            await ledger.ReleaseAsync(db, subject, 5, TestContext.Current.CancellationToken);
        });
        var reserve = SqlServerStatements.ByHand.Single(statement => statement.Name == $"{typeof(Ledger).FullName}.{nameof(Ledger.SqlServerReserve)}");

        Assert.Equal(2, sent.Count);
        Assert.All([.. sent, reserve.Sql], sql => Assert.Single(TransactSql.MustParse(sql).OfType<UpdateStatement>()));
    }
}
