using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>When sessions were last seen; to the minute is good enough to tell which one is still used.</summary>
public sealed class SessionUse(Database database, TimeProvider time, ILogger<SessionUse> logger) : LastUse(database, time, WriteEvery, logger)
{
    public static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);

    protected override Task SetAsync(AppDbContext db, Guid id, DateTimeOffset at, CancellationToken cancellationToken) =>
        db.Set<Session>().Where(session => session.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastSeenAt, at), cancellationToken);
}
