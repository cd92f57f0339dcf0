using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Writes the audit log, in the transaction of what it tells: a change that is rolled back was never made, one that is committed is
/// always in it. What changes nothing, such as opening a report, goes through <see cref="AuditTrail"/>.
/// </summary>
public static class AuditLog
{
    /// <summary>Adds what a member of the team did.</summary>
    /// <param name="subject">Whom or what it concerned; cut at <see cref="AuditEntry.MaximumSubjectLength"/> characters.</param>
    public static void Add(AppDbContext db, Guid teamId, Guid? userId, AuditKind kind, DateTimeOffset at, string? subject = null) =>
        db.Add(EntryOf(teamId, userId, kind, at, subject));

    /// <inheritdoc cref="Add(AppDbContext, Guid, Guid?, AuditKind, DateTimeOffset, string?)"/>
    public static void Add(AppDbContext db, Caller caller, AuditKind kind, DateTimeOffset at, string? subject = null) =>
        Add(db, caller.TeamId, caller.UserId, kind, at, subject);

    /// <summary>The same by <see cref="AppDbContext.Append"/>, for what others wait for.</summary>
    public static void Append(AppDbContext db, Caller caller, AuditKind kind, DateTimeOffset at, string? subject = null) =>
        db.Append(EntryOf(caller.TeamId, caller.UserId, kind, at, subject));

    /// <summary>Adds what somebody did with their account, to the log of each team that they are a member of.</summary>
    public static async Task AddToTeamsAsync(
        AppDbContext db, Guid userId, AuditKind kind, DateTimeOffset at, CancellationToken cancellationToken, string? subject = null)
    {
        var teams = await db.Set<Membership>().Where(m => m.UserId == userId).Select(m => m.TeamId).ToListAsync(cancellationToken);
        foreach (var teamId in teams)
            Add(db, teamId, userId, kind, at, subject);
    }

    private static AuditEntry EntryOf(Guid teamId, Guid? userId, AuditKind kind, DateTimeOffset at, string? subject) =>
        new() { TeamId = teamId, UserId = userId, Kind = kind, Subject = Cut(subject), CreatedAt = at };

    private static string? Cut(string? subject) =>
        subject?.Length > AuditEntry.MaximumSubjectLength ? $"{subject[..(AuditEntry.MaximumSubjectLength - 1)]}…" : subject;
}
