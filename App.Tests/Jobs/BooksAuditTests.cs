using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Jobs;

[Trait("Category", TestDatabase.Category)]
public sealed class BooksAuditTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Books_in_order_break_no_rule_while_work_goes_on_and_after_it()
    {
        var caller = await _engine.NewTeamAsync(500);
        await _engine.SubmitAsync(caller, "nasa", "natgeo", "bbc");
        await _engine.ClaimAsync(1);
        Assert.Empty(await _engine.Get<BooksAudit>().FindAsync(Cancel));

        await _engine.Get<ItemQueue>().HandBackAsync(Cancel);
        await _engine.WorkAllAsync();

        Assert.Empty(await _engine.Get<BooksAudit>().FindAsync(Cancel));
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "wallet is the sum", "UPDATE wallets SET balance = balance + 1" },
        { "wallet holds exactly", "UPDATE creator_analysis_jobs SET credits_reserved = credits_reserved + 5" },
        { "completed creator is charged once", "UPDATE creator_job_items SET credits_charged = credits_charged + 1" },
        { "Only completed creators", "UPDATE creator_job_items SET status = 'failed'" },
        { "all four stages", "UPDATE creator_job_items SET cdn_processed = 0" },
        { "place in the queue", "UPDATE job_queue SET processed_at = NULL" },
        { "counts its completed", "UPDATE creator_analysis_jobs SET failed_creators = failed_creators + 1" },
        { "what it charged", "UPDATE creator_analysis_jobs SET credits_charged = 0" },
        { "has ended exactly when all", "UPDATE creator_analysis_jobs SET completed_at = NULL" },
        { "job's events", "DELETE FROM job_events WHERE seq = 3" },
        { "user's events", "UPDATE job_users SET last_event_number = last_event_number + 1" },
        { "running jobs are counted", "UPDATE job_users SET processing_jobs = processing_jobs + 1" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_and_named(string rule, string damage)
    {
        var caller = await _engine.NewTeamAsync(500);
        await _engine.SubmitAsync(caller, "nasa", "natgeo");
        await _engine.WorkAllAsync();
        await _engine.Database.WriteAsync((db, token) => db.Database.ExecuteSqlRawAsync(damage, token), Cancel);

        var broken = await _engine.Get<BooksAudit>().FindAsync(Cancel);

        Assert.Contains(broken, found => found.Rule.Contains(rule, StringComparison.Ordinal));
    }
}
