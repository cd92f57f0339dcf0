using Coravel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Support;

/// <summary>
/// The rooms from Credits to Jobs, wired as in the application, over a database of its own, a clock that stands still and a scraper that
/// answers as told. Nothing runs by itself: a test claims and works as it likes.
/// </summary>
public sealed class EngineFixture : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly WebApplication _app;

    /// <param name="rooms">Puts in further rooms.</param>
    public EngineFixture(Action<JobsOptions>? configure = null, Action<WebApplicationBuilder>? rooms = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IDbContextFactory<AppDbContext>>(_test);
        builder.Services.AddSingleton(_test.Database);
        builder.Services.AddSingleton<RedisConnection>();
        builder.Services.AddSingleton<DatabaseClock>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<ICreatorScraper>(Scraper);
        builder.Services.AddQueue();
        builder.AddCredits();
        builder.AddCreators();
        builder.AddAnalysis();
        builder.AddJobs();
        builder.Services.Configure<JobsOptions>(options => configure?.Invoke(options));
        rooms?.Invoke(builder);
        _app = builder.Build();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public FakeScraper Scraper { get; } = new();

    public Database Database => _test.Database;

    /// <inheritdoc cref="TestDatabase.BeforeTransaction"/>
    public Action BeforeTransaction
    {
        set => _test.BeforeTransaction = value;
    }

    public JobManager Manager => Get<JobManager>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A member of a new team that has the credits.</summary>
    public async Task<Caller> NewTeamAsync(long credits)
    {
        var cancel = TestContext.Current.CancellationToken;
        var (teamId, userId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Database.WriteAsync(
            async (db, token) =>
            {
                db.Add(new Team { Id = teamId, Name = "Team", CreatedAt = Time.GetUtcNow() });
                db.Add(new AppUser { Id = userId, UserName = $"{userId}@example.com", ActiveTeamId = teamId });
                db.Add(new Membership { TeamId = teamId, UserId = userId, Role = TeamRole.Owner });
                await db.SaveChangesAsync(token);
                await Get<Ledger>().OpenAsync(db, teamId, credits, token);
            },
            cancel);
        return new Caller(userId, teamId, TeamRole.Owner);
    }

    /// <summary>Submits and expects it to be accepted.</summary>
    public async Task<JobStatusView> SubmitAsync(Caller caller, params string[] usernames)
    {
        var result = await Manager.SubmitAsync(
            caller, new JobSubmission(JobType.Bulk, usernames), TestContext.Current.CancellationToken);
        return Assert.IsType<SubmissionResult.Accepted>(result).Job;
    }

    public async Task<JobStatusView> StatusAsync(Caller caller, Guid jobId) =>
        await Get<JobQueries>().StatusAsync(caller, jobId, TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException("No such job.");

    public Task<CreditBalance> BalanceAsync(Caller caller) =>
        Get<Wallets>().BalanceAsync(caller, TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<ItemClaim>> ClaimAsync(int count = 100) =>
        Get<ItemQueue>().ClaimAsync(count, TestContext.Current.CancellationToken);

    /// <summary>Works on a claimed item as the dispatcher would have it done.</summary>
    public async Task WorkAsync(ItemClaim claim)
    {
        Get<RunningItems>().Add(claim);
        using var scope = _app.Services.CreateScope();
        var invocable = scope.ServiceProvider.GetRequiredService<ProcessJobItem>();
        invocable.Payload = claim;
        await invocable.Invoke();
    }

    /// <summary>Writes how the work under a claim ended; false when the claim is refused.</summary>
    public async Task<bool> TrySettleAsync(ItemClaim claim, ItemOutcome outcome)
    {
        try
        {
            await Get<ItemWrites>().SettleAsync(claim, outcome, TestContext.Current.CancellationToken);
            return true;
        }
        catch (ClaimLostException)
        {
            return false;
        }
    }

    /// <summary>Claims on a job's creators that nobody was given.</summary>
    public Task<List<ItemClaim>> NeverGivenAsync(Guid jobId) => Database.ReadAsync(
        db => db.Set<QueueEntry>()
            .Where(e => e.JobId == jobId)
            .OrderBy(e => e.Id)
            .Select(e => new ItemClaim(e.Id, e.JobId, e.ItemId, e.UserId, e.ClaimNumber + 1, 0, e.MaxRetries, 0, 0, false, 0))
            .ToListAsync(TestContext.Current.CancellationToken),
        TestContext.Current.CancellationToken);

    /// <summary>The outcome of a creator that another team has had delivered a moment ago.</summary>
    public async Task<ItemOutcome> DeliveredElsewhereAsync()
    {
        var job = await SubmitAsync(await NewTeamAsync(100), "known");
        await WorkAsync(Assert.Single(await ClaimAsync()));
        return await Database.ReadAsync(
            db => db.Set<JobItem>()
                .Where(i => i.JobId == job.JobId)
                .Select(i => new ItemOutcome.FromStore(i.ProfileId!.Value, i.ReportId!.Value, Array.Empty<ReportWarning>()))
                .SingleAsync(TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
    }

    /// <summary>Claims and works, moving the clock on to the next retry, until nothing is left to do.</summary>
    public async Task WorkAllAsync()
    {
        while (true)
        {
            var claims = await ClaimAsync();
            await Task.WhenAll(claims.Select(WorkAsync));
            if (claims.Count > 0)
                continue;
            if (await Get<ItemQueue>().NextDueAsync(TestContext.Current.CancellationToken) is not { } due)
                return;
            Time.SetUtcNow(due);
        }
    }

    /// <summary>The books of all teams are in order.</summary>
    public async Task AuditAsync() =>
        Assert.Empty((await Get<BooksAudit>().FindAsync(TestContext.Current.CancellationToken))
            .Select(broken => $"{broken.Rule} Not so: {string.Join(", ", broken.Offenders)}"));

    public void Dispose()
    {
        ((IDisposable)_app).Dispose();
        _test.Dispose();
    }
}
