using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>Who made a version of a table, and when.</summary>
/// <param name="Version">0 is the table that comes with the application.</param>
/// <param name="By">Their e-mail address; null when the account was deleted.</param>
/// <param name="IsDelivered">Whether the delivered table was put back.</param>
public sealed record TableEdit(int Version, string? By, DateTimeOffset At, bool IsDelivered);

/// <summary>A table as it stands.</summary>
/// <param name="InForce">What analyses use.</param>
/// <param name="Edit">Its newest version; null when it was never edited.</param>
/// <param name="Unreadable">What keeps the newest version from being used, so that the delivered one is; null when nothing.</param>
public sealed record TableState(ReferenceTable Table, TableReading InForce, TableEdit? Edit, string? Unreadable)
{
    /// <summary>Of the newest version; what an edit has to name as the one that it is made of.</summary>
    public int Version => Edit?.Version ?? 0;

    public bool IsEdited => Edit is { IsDelivered: false };
}

/// <summary>What became of an edit.</summary>
public abstract record TableSaving
{
    private TableSaving()
    {
    }

    /// <summary>Analyses that begin from now on use it.</summary>
    public sealed record Saved(int Version) : TableSaving;

    /// <summary>It breaks rules; nothing changed.</summary>
    public sealed record Refused(IReadOnlyList<string> Problems) : TableSaving;

    /// <summary>Somebody else was first; nothing changed.</summary>
    public sealed record Overtaken(TableEdit By) : TableSaving;
}

/// <summary>What operators do with the tables. They are those of the installation, for all of its teams.</summary>
public sealed class TableEdits(Database database, TimeProvider time, ILogger<TableEdits> logger)
{
    /// <summary>So many earlier versions are listed.</summary>
    public const int MostListed = 50;

    /// <summary>All tables as they stand.</summary>
    public async Task<IReadOnlyList<TableState>> ListAsync(Operator reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var newest = await database.ReadAsync(db => WithEditor(db, TablesInForce.Newest(db)).ToListAsync(cancellationToken), cancellationToken);
        return [.. ReferenceTable.All.Select(table => State(table, newest.Find(row => row.Version.Kind == table.Kind)))];
    }

    /// <summary>A table as it stands.</summary>
    public async Task<TableState> FindAsync(Operator reader, ReferenceTable table, CancellationToken cancellationToken) =>
        (await ListAsync(reader, cancellationToken)).Single(state => state.Table == table);

    /// <summary>A table's versions, the newest first.</summary>
    public async Task<IReadOnlyList<TableEdit>> VersionsAsync(Operator reader, ReferenceTable table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var rows = await database.ReadAsync(
            db => WithEditor(db, db.Set<TableVersion>().Where(version => version.Kind == table.Kind))
                .OrderByDescending(row => row.Version.Version)
                .Take(MostListed)
                .ToListAsync(cancellationToken),
            cancellationToken);
        return [.. rows.Select(Edit)];
    }

    /// <summary>The text of a version; the delivered table for 0 and where it was put back; null when there is no such version.</summary>
    public async Task<string?> TextAsync(Operator reader, ReferenceTable table, int version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (version == 0)
            return table.Delivered.Text;
        var row = await database.ReadAsync(
            db => db.Set<TableVersion>().SingleOrDefaultAsync(v => v.Kind == table.Kind && v.Version == version, cancellationToken), cancellationToken);
        return row is null ? null : row.Document ?? table.Delivered.Text;
    }

    /// <summary>Puts a table into force for all analyses that begin from now on.</summary>
    /// <param name="text">Null to go back to the delivered table.</param>
    /// <param name="seen">The version that the edit was made of: whoever does not know of a newer one is told of it.</param>
    public async Task<TableSaving> SaveAsync(Operator by, ReferenceTable table, string? text, int seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var reading = text is null ? null : table.Read(text);
        if (reading?.Problems is { Count: > 0 } problems)
            return new TableSaving.Refused(problems);
        TableSaving result;
        try
        {
            result = await database.WriteAsync((db, token) => SaveAsync(db, by, table, reading?.Text, seen, token), cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Two at the same moment: the key lets one of them in.
            var state = await FindAsync(by, table, cancellationToken);
            if (state.Version <= seen)
                throw;
            return new TableSaving.Overtaken(state.Edit!);
        }

        logger.LogInformation("Operator {UserId} edits the table {Table}: {Result}", by.UserId, table.Slug, result.GetType().Name);
        return result;
    }

    private async Task<TableSaving> SaveAsync(
        AppDbContext db, Operator by, ReferenceTable table, string? document, int seen, CancellationToken cancellationToken)
    {
        var newest = await WithEditor(db, TablesInForce.Newest(db).AsNoTracking().Where(version => version.Kind == table.Kind))
            .SingleOrDefaultAsync(cancellationToken);
        if ((newest?.Version.Version ?? 0) != seen)
            return new TableSaving.Overtaken(Edit(newest!));
        if (newest?.Version.Document == document || document == table.Delivered.Text && newest?.Version.Document is null)
            return new TableSaving.Refused(["Nothing was changed."]);
        var now = time.GetUtcNow();
        db.Add(new TableVersion { Kind = table.Kind, Version = seen + 1, Document = document, EditedBy = by.UserId, EditedAt = now });
        await AuditLog.AddToTeamsAsync(
            db, by.UserId, AuditKind.TableChanged, now, cancellationToken,
            $"{table.Name}, version {seen + 1}{(document is null ? ": back to the delivered table" : "")}");
        return new TableSaving.Saved(seen + 1);
    }

    private static IQueryable<EditedVersion> WithEditor(AppDbContext db, IQueryable<TableVersion> versions) =>
        from version in versions
        join user in db.Set<AppUser>() on version.EditedBy equals user.Id into editors
        from editor in editors.DefaultIfEmpty()
        select new EditedVersion { Version = version, By = editor.Email };

    private static TableEdit Edit(EditedVersion row) => new(row.Version.Version, row.By, row.Version.EditedAt, row.Version.Document is null);

    private static TableState State(ReferenceTable table, EditedVersion? row)
    {
        if (row?.Version.Document is not { } document)
            return new TableState(table, table.Delivered, row is null ? null : Edit(row), null);
        var reading = table.Read(document);
        return reading.Problems.Count == 0
            ? new TableState(table, reading, Edit(row), null)
            : new TableState(table, table.Delivered, Edit(row), reading.Problems[0]);
    }

    private sealed class EditedVersion
    {
        public required TableVersion Version { get; init; }

        public string? By { get; init; }
    }
}
