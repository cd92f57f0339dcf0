using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Storage;

/// <summary>
/// The clock that leases and schedules compare with: the database server's, so that processes whose clocks differ agree. A SQLite
/// file has no clock but the machine's.
/// </summary>
public sealed class DatabaseClock(TimeProvider time)
{
    private const string SqlServerNow = "SELECT SYSDATETIMEOFFSET() AS Value";

    /// <summary>The time now, as the database sees it.</summary>
    public async ValueTask<DateTimeOffset> NowAsync(AppDbContext db, CancellationToken cancellationToken)
    {
        if (db is SqliteAppDbContext)
            return time.GetUtcNow();
        var now = await db.Database.SqlQueryRaw<DateTimeOffset>(SqlServerNow).SingleAsync(cancellationToken);
        return now.ToUniversalTime();
    }
}
