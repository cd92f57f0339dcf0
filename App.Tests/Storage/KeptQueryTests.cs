using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Storage;

public sealed class KeptQueryTests : IDisposable
{
    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<int>>> Running = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid userId) => db.Set<JobUser>().Where(u => u.UserId == userId).Select(u => u.ProcessingJobs)));

    private readonly TestDatabase _test = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Each_provider_translates_it_for_itself_and_each_run_has_its_own_parameter()
    {
        var userId = Guid.CreateVersion7();
        await _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new JobUser { UserId = userId, ProcessingJobs = 3 });
                return Task.CompletedTask;
            },
            Cancel);

        var sent = await SqlServerStatements.RecordAsync(async db => await Running.On(db)(db, userId).ToListAsync(Cancel));

        TransactSql.MustParse(Assert.Single(sent));
        Assert.Equal([3], await RunningAsync(userId));
        Assert.Empty(await RunningAsync(Guid.NewGuid()));
    }

    private Task<List<int>> RunningAsync(Guid userId) =>
        _test.Database.ReadAsync(db => Running.On(db)(db, userId).ToListAsync(Cancel).AsTask(), Cancel);
}
