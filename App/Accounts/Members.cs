using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>A member as the team page lists them.</summary>
/// <param name="MonthlyCreditLimit">Null for none.</param>
public sealed record Member(Guid UserId, string Email, TeamRole Role, DateTimeOffset JoinedAt, long? MonthlyCreditLimit);

/// <summary>A team that a user is a member of.</summary>
public sealed record OwnTeam(Guid TeamId, string Name, TeamRole Role, bool IsActive);

/// <summary>What became of a change to a member.</summary>
public enum MemberChange
{
    Done,

    /// <summary>The team has no such member.</summary>
    NotFound,

    /// <summary>The caller's role does not allow it.</summary>
    NotAllowed,

    /// <summary>A team always has an owner.</summary>
    LastOwner,

    /// <summary>A limit is 0 or more.</summary>
    InvalidLimit,
}

/// <summary>
/// Who is in a team and what they may do. Admins manage members, owners everybody. Removing somebody leaves what they did with the team;
/// their keys and open pages stop.
/// </summary>
public sealed class Members(Database database, AccessChanges access, TimeProvider time)
{
    /// <summary>The team's members, owners first.</summary>
    public async Task<IReadOnlyList<Member>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var members = await database.ReadAsync(
            db => db.Set<Membership>().Where(m => m.TeamId == caller.TeamId)
                .Join(
                    db.Set<AppUser>(),
                    m => m.UserId,
                    user => user.Id,
                    (m, user) => new Member(user.Id, user.Email!, m.Role, m.JoinedAt, m.MonthlyCreditLimit))
                .ToListAsync(cancellationToken),
            cancellationToken);
        return [.. members.OrderByDescending(member => member.Role).ThenBy(member => member.Email, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The teams that the user is a member of, by name.</summary>
    public Task<IReadOnlyList<OwnTeam>> TeamsOfAsync(Guid userId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<OwnTeam>>(
            async db => await db.Set<Membership>().Where(m => m.UserId == userId)
                .Join(db.Set<Team>(), m => m.TeamId, team => team.Id, (m, team) => new { m.Role, Team = team })
                .OrderBy(found => found.Team.Name)
                .Select(found => new OwnTeam(
                    found.Team.Id, found.Team.Name, found.Role, db.Set<AppUser>().Any(u => u.Id == userId && u.ActiveTeamId == found.Team.Id)))
                .ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>Makes another of the user's teams the one they act for. False when they are no member of it.</summary>
    public async Task<bool> SwitchAsync(Guid userId, Guid teamId, CancellationToken cancellationToken)
    {
        var switched = await database.WriteAsync(
            (db, token) => db.Set<AppUser>()
                .Where(user => user.Id == userId && db.Set<Membership>().Any(m => m.UserId == userId && m.TeamId == teamId))
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.ActiveTeamId, teamId), token),
            cancellationToken) == 1;
        if (switched)
            access.Publish(userId);
        return switched;
    }

    public Task<MemberChange> SetRoleAsync(Caller caller, Guid userId, TeamRole role, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller,
            userId,
            (_, member) => caller.MayGive(role) && caller.MayManage(member.Role),
            endsOwnership: role is not TeamRole.Owner,
            (member, token) => member.ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, role), token),
            AuditKind.RoleChanged,
            (email, before) => $"{email}: from {Word(before.Role)} to {Word(role)}",
            cancellationToken);

    /// <summary>Says how many credits a member may spend in a month (UTC); null for no limit.</summary>
    public Task<MemberChange> SetLimitAsync(Caller caller, Guid userId, long? credits, CancellationToken cancellationToken) =>
        credits < 0
            ? Task.FromResult(MemberChange.InvalidLimit)
            : ChangeAsync(
                caller,
                userId,
                (self, member) => caller.IsAdmin && (self || caller.MayManage(member.Role)),
                endsOwnership: false,
                (member, token) => member.ExecuteUpdateAsync(set => set.SetProperty(m => m.MonthlyCreditLimit, credits), token),
                AuditKind.LimitChanged,
                (email, before) => $"{email}: from {Word(before.MonthlyCreditLimit)} to {Word(credits)}",
                cancellationToken);

    /// <summary>Ends a membership; one's own too, which is leaving. What the member did stays with the team.</summary>
    public Task<MemberChange> RemoveAsync(Caller caller, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller,
            userId,
            (self, member) => self || caller.MayManage(member.Role),
            endsOwnership: true,
            (member, token) => member.ExecuteDeleteAsync(token),
            AuditKind.MemberRemoved,
            (email, before) => $"{email}, {Word(before.Role)}",
            cancellationToken);

    private async Task<MemberChange> ChangeAsync(
        Caller caller,
        Guid userId,
        Func<bool, Membership, bool> isAllowed,
        bool endsOwnership,
        Func<IQueryable<Membership>, CancellationToken, Task<int>> change,
        AuditKind kind,
        Func<string, Membership, string> subject,
        CancellationToken cancellationToken)
    {
        var result = await database.WriteAsync(
            async (db, token) =>
            {
                // One change of a team's members at a time: two owners who remove each other must not both succeed.
                await db.Set<Team>().Where(team => team.Id == caller.TeamId).ExecuteUpdateAsync(set => set.SetProperty(t => t.Name, t => t.Name), token);
                var members = db.Set<Membership>().AsNoTracking().Where(m => m.TeamId == caller.TeamId);
                if (await members.SingleOrDefaultAsync(m => m.UserId == userId, token) is not { } member)
                    return MemberChange.NotFound;
                if (!isAllowed(userId == caller.UserId, member))
                    return MemberChange.NotAllowed;
                if (endsOwnership && member.Role is TeamRole.Owner && await members.CountAsync(m => m.Role == TeamRole.Owner, token) == 1)
                    return MemberChange.LastOwner;
                var email = await db.Set<AppUser>().Where(user => user.Id == userId).Select(user => user.Email!).SingleAsync(token);
                AuditLog.Add(db, caller, kind, time.GetUtcNow(), subject(email, member));
                await change(db.Set<Membership>().Where(m => m.TeamId == caller.TeamId && m.UserId == userId), token);
                if (!await members.AnyAsync(m => m.UserId == userId, token))
                    await GoToAnotherTeamAsync(db, userId, caller.TeamId, token);
                return MemberChange.Done;
            },
            cancellationToken);
        if (result is MemberChange.Done)
            access.Publish(userId);
        return result;
    }

    private static string Word(TeamRole role) => role.ToString().ToLowerInvariant();

    private static string Word(long? limit) => limit is { } credits ? $"{credits} credits a month" : "no limit";

    /// <summary>Whoever was removed acts for another team of theirs from now on, if they have one.</summary>
    private static async Task GoToAnotherTeamAsync(AppDbContext db, Guid userId, Guid from, CancellationToken cancellationToken)
    {
        var other = await db.Set<Membership>().Where(m => m.UserId == userId).Select(m => (Guid?)m.TeamId).FirstOrDefaultAsync(cancellationToken);
        if (other is { } teamId)
        {
            await db.Set<AppUser>().Where(user => user.Id == userId && user.ActiveTeamId == from)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.ActiveTeamId, teamId), cancellationToken);
        }
    }
}
