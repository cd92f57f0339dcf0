using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>
/// The tables that an analysis which begins now rests on: what operators edited, and else what comes with the application. Versions are
/// only ever added, so their number tells whether anything changed; it is asked for each time, in every process.
/// </summary>
public sealed class TablesInForce(Database database, ILogger<TablesInForce> logger)
{
    private Loaded _loaded = new(0, ReferenceTables.Delivered);

    public async Task<ReferenceTables> ReadAsync(CancellationToken cancellationToken)
    {
        var versions = await database.ReadAsync(db => db.Set<TableVersion>().CountAsync(cancellationToken), cancellationToken);
        var loaded = _loaded;
        if (loaded.Versions != versions)
            _loaded = loaded = new Loaded(versions, await LoadAsync(cancellationToken));
        return loaded.Tables;
    }

    /// <summary>The newest version of each kind that was ever edited.</summary>
    internal static IQueryable<TableVersion> Newest(AppDbContext db) => db.Set<TableVersion>()
        .Where(version => version.Version == db.Set<TableVersion>().Where(other => other.Kind == version.Kind).Max(other => other.Version));

    private async Task<ReferenceTables> LoadAsync(CancellationToken cancellationToken)
    {
        var newest = await database.ReadAsync(db => Newest(db).ToListAsync(cancellationToken), cancellationToken);
        var tables = ReferenceTables.Delivered;
        foreach (var version in newest.Where(version => version.Document is not null))
        {
            var table = ReferenceTable.Find(version.Kind);
            var reading = table.Read(version.Document!);
            if (reading.Problems.Count == 0)
                tables = table.Put(tables, reading);
            else
                logger.LogError("Version {Version} of the table {Table} cannot be used, the delivered one is: {Problem}", version.Version, table.Slug, reading.Problems[0]);
        }

        return tables;
    }

    private sealed record Loaded(int Versions, ReferenceTables Tables);
}
