using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Storage;

[Trait("Category", TestDatabase.Category)]
public sealed class StatementTests : IDisposable
{
    private static readonly Statement<long> Count = new(
        "UPDATE job_users SET last_fair_rank = last_fair_rank + {1} WHERE user_id = {0} RETURNING last_fair_rank",
        "UPDATE job_users SET last_fair_rank = last_fair_rank + {1} OUTPUT inserted.last_fair_rank WHERE user_id = {0}",
        row => row.GetInt64(0));

    private readonly TestDatabase _test = new();
    private readonly Guid _userId = Guid.CreateVersion7();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Each_run_has_values_of_its_own_and_tells_what_the_row_is_then()
    {
        await AddUserAsync();
        await _test.Database.WriteAsync(
            async (db, token) =>
            {
                Assert.Equal([2], await Count.RunAsync(db, token, _userId, 2));
                Assert.Equal([5], await Count.RunAsync(db, token, _userId, 3));
                Assert.Empty(await Count.RunAsync(db, token, Guid.NewGuid(), 3));
            },
            Cancel);
    }

    [Fact]
    public async Task What_it_changed_is_rolled_back_with_the_transaction()
    {
        await AddUserAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _test.Database.WriteAsync(
            async (db, token) =>
            {
                await Count.RunAsync(db, token, _userId, 2);
                throw new InvalidOperationException("This one fails.");
            },
            Cancel));

        Assert.Equal([1], await _test.Database.WriteAsync((db, token) => Count.RunAsync(db, token, _userId, 1), Cancel));
    }

    [Fact]
    public async Task What_a_connection_has_prepared_serves_its_later_transactions_too()
    {
        await AddUserAsync();
        await using var db = _test.CreateDbContext();
        await db.Database.OpenConnectionAsync(Cancel);
        foreach (var (expected, commits) in new[] { (1, true), (2, false), (2, true), (3, true) })
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
            Assert.Equal([expected], await Count.RunAsync(db, Cancel, _userId, 1));
            if (commits)
                await transaction.CommitAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_connection_that_was_closed_in_between_prepares_it_anew()
    {
        await AddUserAsync();
        await using var db = _test.CreateDbContext();
        for (var time = 1; time <= 2; time++)
        {
            await db.Database.OpenConnectionAsync(Cancel);
            await using (var transaction = await db.Database.BeginTransactionAsync(Cancel))
            {
                Assert.Equal([time], await Count.RunAsync(db, Cancel, _userId, 1));
                await transaction.CommitAsync(Cancel);
            }

            await db.Database.GetDbConnection().CloseAsync();
        }
    }

    [Fact]
    public async Task It_runs_inside_a_transaction_only()
    {
        await AddUserAsync();
        await using var db = _test.CreateDbContext();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Count.RunAsync(db, Cancel, _userId, 1));
    }

    private Task AddUserAsync() => _test.Database.WriteAsync(
        (db, _) =>
        {
            db.Add(new JobUser { UserId = _userId });
            return Task.CompletedTask;
        },
        Cancel);
}
