using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>An open invitation as the team page lists it.</summary>
/// <param name="InvitedBy">An e-mail address; null when that account was deleted.</param>
public sealed record OpenInvitation(Guid Id, string Email, TeamRole Role, string? InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>What a link invites to.</summary>
public sealed record InvitationOffer(Guid TeamId, string TeamName, TeamRole Role, string Email);

/// <summary>The answer to a wish to invite somebody.</summary>
public abstract record InvitationResult
{
    private InvitationResult()
    {
    }

    /// <param name="Token">Part of the link; this is the only time it can be seen.</param>
    /// <param name="IsMailed">Whether the link is also on its way by e-mail.</param>
    public sealed record Invited(Guid Id, string Token, DateTimeOffset ExpiresAt, bool IsMailed) : InvitationResult;

    /// <param name="Problem">A sentence for the page.</param>
    public sealed record Refused(string Problem) : InvitationResult;
}

/// <summary>Invitations to a team: admins invite members, owners anybody.</summary>
public sealed class Invitations(Database database, AccessChanges access, EmailOutbox outbox, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int MostOpen = 100;

    /// <param name="id">
    /// Decided by whoever asks again after a crash: the link of that id was never told to anybody, and gives way to the new one.
    /// </param>
    public async Task<InvitationResult> InviteAsync(
        Caller caller, string email, TeamRole role, CancellationToken cancellationToken, Guid? id = null)
    {
        var address = email.Trim();
        if (!EmailAddress.IsValid(address))
            return new InvitationResult.Refused(EmailAddress.Problem);
        if (!caller.MayGive(role))
            return new InvitationResult.Refused("Admins invite members; ask an owner to invite admins and owners.");

        var now = time.GetUtcNow();
        var token = ApiKeySecret.Generate();
        var mail = outbox.MessageWithLink(
            address,
            "You are invited to a team at Creator Analytics",
            $"A team at Creator Analytics invites you to be {(role is TeamRole.Member ? "a" : "an")} {role.ToString().ToLowerInvariant()}. This link works once, and for {Lifetime.TotalDays:0} days. If you did not expect it, do nothing.",
            AccountUrls.Join(token));
        return await database.WriteAsync<InvitationResult>(
            async (db, cancel) =>
            {
                if (id is not null)
                    await OpenOf(db, caller.TeamId, now).Where(untold => untold.Id == id && untold.InvitedBy == caller.UserId).ExecuteDeleteAsync(cancel);
                if (await OpenOf(db, caller.TeamId, now).CountAsync(cancel) >= MostOpen)
                    return new InvitationResult.Refused($"A team has at most {MostOpen} open invitations. Withdraw those that are no longer needed.");
                if (await IsMemberAsync(db, caller.TeamId, address, cancel))
                    return new InvitationResult.Refused($"{address} is a member of your team already.");
                var isFree = id is not null && !await db.Set<Invitation>().AnyAsync(taken => taken.Id == id, cancel);
                var invitation = new Invitation
                {
                    Id = isFree ? id!.Value : Guid.CreateVersion7(now),
                    TeamId = caller.TeamId,
                    TokenHash = ApiKeySecret.Hash(token),
                    Role = role,
                    Email = address,
                    InvitedBy = caller.UserId,
                    CreatedAt = now,
                    ExpiresAt = now + Lifetime,
                };
                db.Add(invitation);
                AuditLog.Add(db, caller, AuditKind.Invited, now, SubjectOf(address, role));
                outbox.Add(db, mail);
                return new InvitationResult.Invited(invitation.Id, token, invitation.ExpiresAt, outbox.IsOn);
            },
            cancellationToken);
    }

    /// <summary>The team's invitations that can still be accepted, newest first; none for members, who cannot invite.</summary>
    public async Task<IReadOnlyList<OpenInvitation>> OpenAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return [];
        var now = time.GetUtcNow();
        return await database.ReadAsync(
            db => OpenOf(db, caller.TeamId, now)
                .OrderByDescending(i => i.CreatedAt)
                .Select(i => new OpenInvitation(
                    i.Id, i.Email, i.Role, db.Set<AppUser>().Where(user => user.Id == i.InvitedBy).Select(user => user.Email).FirstOrDefault(), i.CreatedAt, i.ExpiresAt))
                .ToListAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>Makes the link useless. False when the team has no such open invitation.</summary>
    public async Task<bool> RevokeAsync(Caller caller, Guid invitationId, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return false;
        var now = time.GetUtcNow();
        return await database.WriteAsync(
            async (db, cancel) =>
            {
                var open = OpenOf(db, caller.TeamId, now).Where(i => i.Id == invitationId);
                if (await open.SingleOrDefaultAsync(cancel) is not { } invitation
                    || await open.ExecuteUpdateAsync(set => set.SetProperty(i => i.RevokedAt, now), cancel) == 0)
                    return false;
                AuditLog.Add(db, caller, AuditKind.InvitationWithdrawn, now, SubjectOf(invitation.Email, invitation.Role));
                return true;
            },
            cancellationToken);
    }

    /// <summary>What the link invites to; null when it was used, withdrawn, has ended or never was.</summary>
    public Task<InvitationOffer?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        var hash = ApiKeySecret.Hash(token ?? "");
        var now = time.GetUtcNow();
        return database.ReadAsync(
            db => Open(db, now)
                .Where(i => i.TokenHash == hash)
                .Join(db.Set<Team>(), i => i.TeamId, team => team.Id, (i, team) => new InvitationOffer(team.Id, team.Name, i.Role, i.Email))
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>Makes a user who has an account a member, and the team their active one. False when the link is no good.</summary>
    public async Task<bool> AcceptAsync(string? token, Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var joined = await database.WriteAsync(
            async (db, cancel) =>
            {
                if (await TakeAsync(db, token, now, cancel) is not { } invitation)
                    return false;
                if (!await db.Set<Membership>().AnyAsync(m => m.TeamId == invitation.TeamId && m.UserId == userId, cancel))
                    invitation.AddMember(db, userId, now);
                await db.Set<AppUser>().Where(user => user.Id == userId)
                    .ExecuteUpdateAsync(set => set.SetProperty(user => user.ActiveTeamId, invitation.TeamId), cancel);
                return true;
            },
            cancellationToken);
        if (joined)
            access.Publish(userId);
        return joined;
    }

    /// <summary>Uses the link up, inside the transaction that makes the member; null when it is no good, also because another was faster.</summary>
    internal static async Task<TakenInvitation?> TakeAsync(AppDbContext db, string? token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hash = ApiKeySecret.Hash(token ?? "");
        var invitation = await Open(db, now).SingleOrDefaultAsync(i => i.TokenHash == hash, cancellationToken);
        if (invitation is null)
            return null;
        var taken = await Open(db, now).Where(i => i.Id == invitation.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.AcceptedAt, now), cancellationToken);
        return taken == 1 ? new TakenInvitation(invitation.TeamId, invitation.Role) : null;
    }

    private static string SubjectOf(string email, TeamRole role) => $"{email}, {role.ToString().ToLowerInvariant()}";

    private static IQueryable<Invitation> Open(AppDbContext db, DateTimeOffset now) =>
        db.Set<Invitation>().AsNoTracking().Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now);

    private static IQueryable<Invitation> OpenOf(AppDbContext db, Guid teamId, DateTimeOffset now) => Open(db, now).Where(i => i.TeamId == teamId);

    private static Task<bool> IsMemberAsync(AppDbContext db, Guid teamId, string email, CancellationToken cancellationToken)
    {
        var normalized = email.ToUpperInvariant();
        return db.Set<Membership>().AnyAsync(
            m => m.TeamId == teamId && db.Set<AppUser>().Any(user => user.Id == m.UserId && user.NormalizedEmail == normalized), cancellationToken);
    }

    /// <summary>An invitation that this transaction has used up.</summary>
    internal sealed record TakenInvitation(Guid TeamId, TeamRole Role)
    {
        public void AddMember(AppDbContext db, Guid userId, DateTimeOffset now)
        {
            db.Add(new Membership { TeamId = TeamId, UserId = userId, Role = Role, JoinedAt = now });
            AuditLog.Add(db, TeamId, userId, AuditKind.MemberJoined, now, Role.ToString().ToLowerInvariant());
        }
    }
}
