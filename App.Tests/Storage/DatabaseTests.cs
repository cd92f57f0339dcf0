using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Storage;

[Trait("Category", TestDatabase.Category)]
public sealed class DatabaseTests : IDisposable
{
    private readonly TestDatabase _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task An_exception_in_a_write_leaves_nothing_behind()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _test.Database.WriteAsync(
            async (db, token) =>
            {
                db.Add(new Team { Id = Guid.CreateVersion7(), Name = "Lost" });
                await db.SaveChangesAsync(token);
                throw new InvalidOperationException();
            },
            cancel));

        Assert.Equal(0, await _test.Database.ReadAsync(db => db.Set<Team>().CountAsync(cancel), cancel));
    }

    [Fact]
    public async Task Writers_take_turns_and_none_is_lost()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(
            () => _test.Database.WriteAsync(
                (db, _) =>
                {
                    db.Add(new Team { Id = Guid.CreateVersion7(), Name = $"Team {n}" });
                    return Task.CompletedTask;
                },
                cancel),
            cancel)));

        Assert.Equal(50, await _test.Database.ReadAsync(db => db.Set<Team>().CountAsync(cancel), cancel));
    }
}
