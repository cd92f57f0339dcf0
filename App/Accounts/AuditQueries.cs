using System.Runtime.CompilerServices;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>Which rows of the audit log are wanted.</summary>
public sealed record AuditFilter
{
    /// <summary>From this moment on; null from the first row.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment; null up to the last row.</summary>
    public DateTimeOffset? To { get; init; }

    public Guid? UserId { get; init; }

    public AuditKind? Kind { get; init; }

    /// <summary>Only rows older than this one; null for the newest.</summary>
    public long? Before { get; init; }

    /// <summary>How many rows at most.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A row of the audit log.</summary>
/// <param name="Member">The e-mail address of who did it; null when the account was deleted, or nobody of the application did it.</param>
/// <param name="Subject">Whom or what it concerned.</param>
public sealed record AuditRow(long Id, DateTimeOffset CreatedAt, AuditKind Kind, Guid? UserId, string? Member, string? Subject);

/// <summary>Reads the audit log: owners and admins that of the team, members what they did themselves.</summary>
public sealed class AuditQueries(Database database)
{
    private const int ExportPage = 500;

    /// <summary>Rows that fit, newest first.</summary>
    public Task<List<AuditRow>> RowsAsync(Caller caller, AuditFilter filter, CancellationToken cancellationToken) => database.ReadAsync(
        db => (from entry in Filtered(Visible(db, caller), filter).OrderByDescending(e => e.Id).Take(filter.Limit)
               join user in db.Set<AppUser>() on entry.UserId equals user.Id into users
               from user in users.DefaultIfEmpty()
               orderby entry.Id descending
               select new AuditRow(entry.Id, entry.CreatedAt, entry.Kind, entry.UserId, user == null ? null : user.Email, entry.Subject))
            .ToListAsync(cancellationToken),
        cancellationToken);

    /// <summary>All rows that fit, newest first, page by page: an export must not hold a reader open while a slow client downloads.</summary>
    public async IAsyncEnumerable<AuditRow> AllRowsAsync(
        Caller caller, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = filter with { Before = null, Limit = ExportPage };
        while (true)
        {
            var page = await RowsAsync(caller, next, cancellationToken);
            foreach (var row in page)
                yield return row;
            if (page.Count < ExportPage)
                yield break;
            next = next with { Before = page[^1].Id };
        }
    }

    private static IQueryable<AuditEntry> Visible(AppDbContext db, Caller caller) => caller.IsAdmin
        ? db.Set<AuditEntry>().Where(e => e.TeamId == caller.TeamId)
        : db.Set<AuditEntry>().Where(e => e.TeamId == caller.TeamId && e.UserId == caller.UserId);

    private static IQueryable<AuditEntry> Filtered(IQueryable<AuditEntry> entries, AuditFilter filter)
    {
        if (filter.From is { } from)
            entries = entries.Where(e => e.CreatedAt >= from);
        if (filter.To is { } to)
            entries = entries.Where(e => e.CreatedAt < to);
        if (filter.UserId is { } user)
            entries = entries.Where(e => e.UserId == user);
        if (filter.Kind is { } kind)
            entries = entries.Where(e => e.Kind == kind);
        return filter.Before is { } before ? entries.Where(e => e.Id < before) : entries;
    }
}
