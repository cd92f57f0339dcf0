using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Creators;

/// <summary>A list as an overview shows it.</summary>
/// <param name="Creators">How many creators are on it.</param>
public sealed record ListSummary(Guid Id, string Name, string Note, int Creators, DateTimeOffset CreatedAt);

/// <summary>The answer to a wish to make or change a list.</summary>
public abstract record ListChange
{
    private ListChange()
    {
    }

    public sealed record Done(ListSummary List) : ListChange;

    /// <param name="Problem">A sentence that says what to do.</param>
    public sealed record Refused(string Problem) : ListChange;

    /// <summary>The caller's team has no such list.</summary>
    public sealed record NotFound : ListChange;
}

/// <summary>What became of creators that were put on a list.</summary>
/// <param name="Added">Usernames that are on it now and were not before.</param>
/// <param name="Unknown">Usernames that the team has not looked up; only those it has can be put on a list.</param>
public sealed record ListAddition(IReadOnlyList<string> Added, IReadOnlyList<string> Unknown);

/// <summary>A team's lists of creators and who is on them.</summary>
public sealed class CreatorLists(Database database, TimeProvider time)
{
    /// <summary>More would not fit the page that shows them.</summary>
    public const int MaximumPerTeam = 200;

    /// <summary>The team's lists by name.</summary>
    public Task<IReadOnlyList<ListSummary>> AllAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ListSummary>>(
            async db => await Summaries(db, OfTeam(db, caller).OrderBy(list => list.Name).ThenBy(list => list.Id))
                .ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>One list; null when the caller's team has no such list.</summary>
    public Task<ListSummary?> FindAsync(Caller caller, Guid listId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => Summaries(db, OfTeam(db, caller).Where(list => list.Id == listId)).FirstOrDefaultAsync(cancellationToken),
            cancellationToken);

    /// <param name="id">The id that it is to have; null for any. A list of the team that has it already is the answer again.</param>
    public async Task<ListChange> CreateAsync(
        Caller caller, string name, string? note, CancellationToken cancellationToken, Guid? id = null)
    {
        if (ProblemWith(name, note) is { } problem)
            return new ListChange.Refused(problem);
        var now = time.GetUtcNow();
        var list = new CreatorList
        {
            Id = id ?? Guid.CreateVersion7(now),
            TeamId = caller.TeamId,
            Name = name.Trim(),
            Note = (note ?? "").Trim(),
            CreatedBy = caller.UserId,
            CreatedAt = now,
        };
        return await database.WriteAsync<ListChange>(
            async (db, token) =>
            {
                if (await Summaries(db, OfTeam(db, caller).Where(made => made.Id == list.Id)).FirstOrDefaultAsync(token) is { } made)
                    return new ListChange.Done(made);
                if (await OfTeam(db, caller).CountAsync(token) >= MaximumPerTeam)
                    return new ListChange.Refused($"A team keeps at most {MaximumPerTeam} lists. Delete one that is no longer used.");
                if (await OfTeam(db, caller).AnyAsync(other => other.Name == list.Name, token))
                    return new ListChange.Refused($"There is a list named {list.Name} already. Choose another name.");
                db.Add(list);
                return new ListChange.Done(new ListSummary(list.Id, list.Name, list.Note, 0, list.CreatedAt));
            },
            cancellationToken);
    }

    /// <summary>Gives a list another name and note.</summary>
    public async Task<ListChange> RenameAsync(Caller caller, Guid listId, string name, string? note, CancellationToken cancellationToken)
    {
        if (ProblemWith(name, note) is { } problem)
            return new ListChange.Refused(problem);
        var (newName, newNote) = (name.Trim(), (note ?? "").Trim());
        return await database.WriteAsync<ListChange>(
            async (db, token) =>
            {
                if (await OfTeam(db, caller).AnyAsync(other => other.Name == newName && other.Id != listId, token))
                    return new ListChange.Refused($"There is a list named {newName} already. Choose another name.");
                await OfTeam(db, caller).Where(list => list.Id == listId).ExecuteUpdateAsync(
                    set => set.SetProperty(list => list.Name, newName).SetProperty(list => list.Note, newNote), token);
                return await Summaries(db, OfTeam(db, caller).Where(list => list.Id == listId)).FirstOrDefaultAsync(token) is { } changed
                    ? new ListChange.Done(changed)
                    : new ListChange.NotFound();
            },
            cancellationToken);
    }

    /// <summary>Deletes a list; its creators and their reports stay. False when the caller's team has no such list.</summary>
    public Task<bool> DeleteAsync(Caller caller, Guid listId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                if (await OfTeam(db, caller).Where(list => list.Id == listId).Select(list => list.Name).FirstOrDefaultAsync(token) is not { } name)
                    return false;
                await db.Set<CreatorListEntry>().Where(entry => entry.ListId == listId).ExecuteDeleteAsync(token);
                AuditLog.Add(db, caller, AuditKind.ListDeleted, time.GetUtcNow(), name);
                return await OfTeam(db, caller).Where(list => list.Id == listId).ExecuteDeleteAsync(token) == 1;
            },
            cancellationToken);

    /// <summary>Puts creators that the team has looked up on a list; those that are on it stay as they are. Null when there is no such list.</summary>
    public async Task<ListAddition?> AddAsync(
        Caller caller, Guid listId, IReadOnlyCollection<string> usernames, CancellationToken cancellationToken)
    {
        var names = ScrapedText.Usernames(usernames);
        var now = time.GetUtcNow();
        return await database.WriteAsync<ListAddition?>(
            async (db, token) =>
            {
                if (!await OfTeam(db, caller).AnyAsync(list => list.Id == listId, token))
                    return null;
                var known = await CreatorDirectory.FindAsync(db, names, token);
                var ids = known.Values.Select(creator => creator.Id).ToArray();
                var seen = await db.Set<TeamCreator>()
                    .Where(s => s.TeamId == caller.TeamId && ids.Contains(s.CreatorId)).Select(s => s.CreatorId).ToListAsync(token);
                var there = await db.Set<CreatorListEntry>()
                    .Where(e => e.ListId == listId && ids.Contains(e.CreatorId)).Select(e => e.CreatorId).ToListAsync(token);
                var unknown = names.Where(name => !known.TryGetValue(name, out var creator) || !seen.Contains(creator.Id)).ToList();
                var added = names.Except(unknown).Where(name => !there.Contains(known[name].Id)).DistinctBy(name => known[name].Id).ToList();
                foreach (var name in added)
                {
                    db.Add(new CreatorListEntry
                    {
                        ListId = listId,
                        CreatorId = known[name].Id,
                        AddedBy = caller.UserId,
                        AddedAt = now,
                    });
                }

                return new ListAddition(added, unknown);
            },
            cancellationToken);
    }

    /// <summary>Takes a creator off a list. False when it is not on a list of the caller's team.</summary>
    public Task<bool> RemoveAsync(Caller caller, Guid listId, Guid creatorId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) => await EntryOfTeam(db, caller, listId, creatorId).ExecuteDeleteAsync(token) == 1, cancellationToken);

    /// <summary>Says how far the team has come with a creator of a list. False when it is not on a list of the caller's team.</summary>
    /// <param name="note">Cut to <see cref="CreatorList.MaximumNoteLength"/> characters.</param>
    public Task<bool> SetEntryAsync(
        Caller caller, Guid listId, Guid creatorId, ListStatus status, string? note, CancellationToken cancellationToken)
    {
        var kept = ScrapedText.Clean(note?.Trim(), CreatorList.MaximumNoteLength) ?? "";
        return database.WriteAsync(
            async (db, token) => await EntryOfTeam(db, caller, listId, creatorId).ExecuteUpdateAsync(
                set => set.SetProperty(entry => entry.Status, status).SetProperty(entry => entry.Note, kept), token) == 1,
            cancellationToken);
    }

    private static IQueryable<CreatorList> OfTeam(AppDbContext db, Caller caller) =>
        db.Set<CreatorList>().Where(list => list.TeamId == caller.TeamId);

    private static IQueryable<CreatorListEntry> EntryOfTeam(AppDbContext db, Caller caller, Guid listId, Guid creatorId) =>
        db.Set<CreatorListEntry>().Where(entry =>
            entry.ListId == listId && entry.CreatorId == creatorId
            && db.Set<CreatorList>().Any(list => list.Id == listId && list.TeamId == caller.TeamId));

    private static IQueryable<ListSummary> Summaries(AppDbContext db, IQueryable<CreatorList> lists) =>
        lists.Select(list => new ListSummary(
            list.Id, list.Name, list.Note, db.Set<CreatorListEntry>().Count(entry => entry.ListId == list.Id), list.CreatedAt));

    private static string? ProblemWith(string name, string? note)
    {
        if (name.Trim().Length is 0 or > CreatorList.MaximumNameLength)
            return $"Give the list a name of 1 to {CreatorList.MaximumNameLength} characters.";
        return note?.Trim().Length > CreatorList.MaximumNoteLength
            ? $"A note holds at most {CreatorList.MaximumNoteLength} characters."
            : null;
    }
}
