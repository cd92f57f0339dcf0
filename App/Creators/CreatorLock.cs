using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Creators;

/// <summary>
/// One transaction at a time for one creator, until it ends: items that share a scrape finish it at the same moment and would insert the
/// same rows. On SQLite every write transaction is alone already.
/// </summary>
internal static class CreatorLock
{
    /// <summary>A negative return value of the procedure means that the lock was not given in time.</summary>
    internal const string SqlServerStatement =
        """
        DECLARE @result int;
        EXEC @result = sp_getapplock @Resource = {0}, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 15000;
        IF @result < 0 THROW 50000, 'Another transaction holds this creator.', 1;
        """;

    public static async Task TakeAsync(AppDbContext db, string resource, CancellationToken cancellationToken)
    {
        if (db is SqlServerAppDbContext)
            await db.Database.ExecuteSqlRawAsync(SqlServerStatement, [$"creator:{resource}"], cancellationToken);
    }
}
