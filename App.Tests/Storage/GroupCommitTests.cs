using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Storage;

/// <summary>Writes that wait for each other share a transaction, and nothing else.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly TaskCompletionSource _everybodyWaits = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Who_waits_joins_the_transaction_and_none_is_told_before_it_is_committed()
    {
        var first = FirstAsync();
        var told = new List<int>();
        var seen = new List<bool>();
        var others = Enumerable.Range(0, 5).Select(async n =>
        {
            var transaction = await WriteAsync($"Other {n}");
            lock (told)
                told.Add(transaction);
            var isThere = await IsThereAsync($"Other {n}") && await IsThereAsync("First");
            lock (seen)
                seen.Add(isThere);
        }).ToList();
        Assert.Equal(5, _test.Gate.Waiting);

        _everybodyWaits.SetResult();
        var transaction = await first;
        await Task.WhenAll(others);

        Assert.All(told, other => Assert.Equal(transaction, other));
        Assert.All(seen, Assert.True);
    }

    [Fact]
    public async Task One_that_fails_takes_nothing_of_the_others_along()
    {
        var first = FirstAsync();
        var before = WriteAsync("Before");
        var failing = _test.Database.WriteAsync(
            async (db, token) =>
            {
                db.Add(NewTeam("Failing"));
                await db.SaveChangesAsync(token);
                throw new InvalidOperationException("This one fails.");
            },
            Cancel);
        var after = WriteAsync("After");
        Assert.Equal(3, _test.Gate.Waiting);

        _everybodyWaits.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal([await first], new[] { await before, await after }.Distinct());

        Assert.Equal(["After", "Before", "First"], await NamesAsync());
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_is_refused_to_its_writer_alone()
    {
        var id = Guid.CreateVersion7();
        var first = FirstAsync(id);
        var twin = AddAsync(NewTeam("Twin", id));
        var other = WriteAsync("Other");
        Assert.Equal(2, _test.Gate.Waiting);

        _everybodyWaits.SetResult();
        await Assert.ThrowsAsync<DbUpdateException>(() => twin);
        await Task.WhenAll(first, other);

        Assert.Equal(["First", "Other"], await NamesAsync());
    }

    [Fact]
    public async Task A_transaction_that_is_lost_is_told_to_all_who_wrote_in_it_and_the_next_write_works()
    {
        var first = FirstAsync();
        var joined = WriteAsync("Joined");
        var losing = _test.Database.WriteAsync(
            async (db, token) =>
            {
                // As SQLite does by itself when the disk is full.
                await db.Database.ExecuteSqlRawAsync("ROLLBACK", token);
                throw new InvalidOperationException("The disk is full.");
            },
            Cancel);
        Assert.Equal(2, _test.Gate.Waiting);

        _everybodyWaits.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => losing);
        await Assert.ThrowsAnyAsync<Exception>(() => first);
        await Assert.ThrowsAnyAsync<Exception>(() => joined);

        await WriteAsync("Next");
        Assert.Equal(["Next"], await NamesAsync());
    }

    [Fact]
    public async Task Who_saves_outside_a_transaction_waits_for_the_commit()
    {
        var first = FirstAsync();
        var identity = SaveAloneAsync("Alone");
        var other = WriteAsync("Other");
        Assert.Equal(2, _test.Gate.Waiting);

        _everybodyWaits.SetResult();
        await Task.WhenAll(first, identity, other);

        Assert.Equal(["Alone", "First", "Other"], await NamesAsync());
    }

    [Fact]
    public async Task Who_still_writes_when_the_application_ends_is_not_disturbed()
    {
        var first = FirstAsync();
        await _test.Database.DisposeAsync();

        _everybodyWaits.SetResult();
        await first;
        Assert.Equal(["First"], await NamesAsync());
    }

    private static Team NewTeam(string name, Guid? id = null) => new() { Id = id ?? Guid.CreateVersion7(), Name = name };

    /// <summary>A write that has the turn until everybody waits.</summary>
    private Task<int> FirstAsync(Guid? id = null) =>
        _test.Database.WriteAsync(
            async (db, _) =>
            {
                await _everybodyWaits.Task;
                db.Add(NewTeam("First", id));
                return TransactionOf(db);
            },
            Cancel);

    /// <summary>Returns by which transaction it was written.</summary>
    private Task<int> WriteAsync(string name) => AddAsync(NewTeam(name));

    private Task<int> AddAsync(Team team) =>
        _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(team);
                return Task.FromResult(TransactionOf(db));
            },
            Cancel);

    private async Task SaveAloneAsync(string name)
    {
        await using var db = await ((IDbContextFactory<AppDbContext>)_test).CreateDbContextAsync(Cancel);
        db.Add(NewTeam(name));
        await db.SaveChangesAsync(Cancel);
    }

    private static int TransactionOf(AppDbContext db) => db.Database.CurrentTransaction!.TransactionId.GetHashCode();

    private Task<bool> IsThereAsync(string name) => _test.Database.ReadAsync(db => db.Set<Team>().AnyAsync(team => team.Name == name, Cancel), Cancel);

    private Task<List<string>> NamesAsync() =>
        _test.Database.ReadAsync(db => db.Set<Team>().Select(team => team.Name).OrderBy(name => name).ToListAsync(Cancel), Cancel);
}
