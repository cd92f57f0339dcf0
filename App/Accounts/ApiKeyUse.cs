using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>When keys were last used.</summary>
public sealed class ApiKeyUse(Database database, TimeProvider time, ILogger<ApiKeyUse> logger) : LastUse(database, time, WriteEvery, logger)
{
    public static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(15);

    protected override Task SetAsync(AppDbContext db, Guid id, DateTimeOffset at, CancellationToken cancellationToken) =>
        db.Set<ApiKey>().Where(key => key.Id == id).ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, at), cancellationToken);
}
