using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Analysis;

/// <summary>A stored version, without its document.</summary>
public sealed record StoredReport(Guid Id, int Version, DateTimeOffset AnalysedAt);

/// <summary>
/// Keeps every version of every creator's report, and which team may see which: the ones it paid for. What takes a context belongs into
/// the caller's transaction.
/// </summary>
public sealed class ReportStore(Database database, TeamLibrary library)
{
    /// <summary>Lets the library be sorted by the rate of the report that the team sees now. For SQLite too. Parameters: team, creator, report.</summary>
    public const string SqlServerTakeRate = """
        UPDATE team_creators SET engagement_rate = (SELECT engagement_rate FROM creator_reports WHERE id = {2})
        WHERE team_id = {0} AND creator_id = {1}
        """;

    private static readonly Statement TakeRate = new(SqlServerTakeRate);

    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<StoredReport>>> Newest = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid creatorId) => db.Set<CreatorReport>()
            .Where(report => report.CreatorId == creatorId)
            .OrderByDescending(report => report.Version)
            .Select(report => new StoredReport(report.Id, report.Version, report.AnalysedAt))
            .Take(1)));

    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<string>>> Document = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid reportId) => db.Set<CreatorReport>().Where(report => report.Id == reportId).Select(report => report.Document)));

    private static readonly KeptQuery<Func<AppDbContext, Guid, Guid, IAsyncEnumerable<Guid>>> Granted = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid teamId, Guid reportId) => db.Set<TeamReport>()
            .Where(granted => granted.TeamId == teamId && granted.ReportId == reportId)
            .Select(granted => granted.ReportId)));

    /// <summary>Stores the report as the creator's next version and returns its id.</summary>
    public async Task<Guid> SaveAsync(AppDbContext db, Guid creatorId, Report report, CancellationToken cancellationToken)
    {
        await CreatorLock.TakeAsync(db, $"{creatorId}", cancellationToken);
        var newest = await LatestAsync(db, creatorId, cancellationToken);
        var numbered = report with { Version = (newest?.Version ?? 0) + 1 };
        var row = new CreatorReport
        {
            Id = Guid.CreateVersion7(),
            CreatorId = creatorId,
            Version = numbered.Version,
            AnalysedAt = numbered.AnalysedAt,
            Username = numbered.Username,
            EngagementRate = numbered.Metrics.EngagementRate.Value,
            Document = ReportJson.Write(numbered),
        };
        db.Append(row);
        await db.SaveChangesAsync(cancellationToken);
        return row.Id;
    }

    /// <summary>The creator's newest version, whoever may see it; null while there is none.</summary>
    public Task<StoredReport?> LatestAsync(AppDbContext db, Guid creatorId, CancellationToken cancellationToken) =>
        Newest.On(db)(db, creatorId).SingleOrDefaultAsync(cancellationToken).AsTask();

    /// <summary>The warnings of a version.</summary>
    public async Task<IReadOnlyList<ReportWarning>> WarningsAsync(AppDbContext db, Guid reportId, CancellationToken cancellationToken) =>
        ReportJson.WarningsOf(await Document.On(db)(db, reportId).SingleAsync(cancellationToken));

    /// <summary>Lets a team, which sees the creator already, see a version from now on; doing it again changes nothing.</summary>
    public async Task GrantToTeamAsync(
        AppDbContext db, Guid teamId, Guid creatorId, Guid reportId, Guid itemId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await CreatorLock.TakeAsync(db, $"{creatorId}", cancellationToken);
        if (await Granted.On(db)(db, teamId, reportId).AnyAsync(cancellationToken))
            return;
        db.Append(new TeamReport { TeamId = teamId, ReportId = reportId, CreatorId = creatorId, ItemId = itemId, GrantedAt = now });
        await db.SaveChangesAsync(cancellationToken);
        await TakeRate.ChangeAsync(db, cancellationToken, teamId, creatorId, reportId);
    }

    /// <summary>
    /// A report by the creator's username, now or formerly: the version asked for, else the newest that the caller's team may see. Null
    /// when the team may see none, whether or not there is one.
    /// </summary>
    public async Task<Report?> FindForTeamAsync(Caller caller, string username, int? version, CancellationToken cancellationToken)
    {
        if (await library.FindForTeamAsync(caller, username, cancellationToken) is not { } creator)
            return null;
        var document = await database.ReadAsync(
            db => OfTeam(db, caller, creator.Id)
                .Where(report => version == null || report.Version == version)
                .OrderByDescending(report => report.Version)
                .Select(report => report.Document)
                .FirstOrDefaultAsync(cancellationToken),
            cancellationToken);
        return document is null ? null : ReportJson.Read(document);
    }

    /// <summary>The versions that the caller's team may see, newest first; none when it may see none.</summary>
    public async Task<IReadOnlyList<StoredReport>> VersionsForTeamAsync(
        Caller caller, string username, CancellationToken cancellationToken)
    {
        if (await library.FindForTeamAsync(caller, username, cancellationToken) is not { } creator)
            return [];
        return await database.ReadAsync(
            db => OfTeam(db, caller, creator.Id)
                .OrderByDescending(report => report.Version)
                .Select(report => new StoredReport(report.Id, report.Version, report.AnalysedAt))
                .ToListAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>The documents as stored, by id. Whoever asks knows that these may be seen: they are items of a job of the caller's.</summary>
    public Task<IReadOnlyDictionary<Guid, string>> FindManyAsync(IReadOnlyCollection<Guid> reportIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<Guid, string>>(
            async db => await db.Set<CreatorReport>()
                .Where(report => reportIds.Contains(report.Id))
                .ToDictionaryAsync(report => report.Id, report => report.Document, cancellationToken),
            cancellationToken);

    private static IQueryable<CreatorReport> OfTeam(AppDbContext db, Caller caller, Guid creatorId) =>
        from granted in db.Set<TeamReport>()
        join report in db.Set<CreatorReport>() on granted.ReportId equals report.Id
        where granted.TeamId == caller.TeamId && report.CreatorId == creatorId
        select report;
}
