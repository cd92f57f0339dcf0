using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Deletes a person's account with its memberships and API keys. What they searched and spent stays with their teams, without their name.
/// </summary>
public sealed class AccountDeletion(Database database, AccessChanges access, TimeProvider time)
{
    /// <summary>Returns the sentence that says why it cannot be, or null when the account is gone.</summary>
    public async Task<string?> DeleteAsync(Guid userId, CancellationToken cancellationToken)
    {
        var problem = await database.WriteAsync(
            async (db, token) =>
            {
                // Changes of a team's members take turns at its row, so that owners who leave at once do not leave it without one.
                var own = db.Set<Membership>().Where(m => m.UserId == userId);
                await db.Set<Team>().Where(team => own.Any(m => m.TeamId == team.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(t => t.Name, t => t.Name), token);
                var members = db.Set<Membership>();
                var orphan = await db.Set<Team>()
                    .Where(team => own.Any(m => m.TeamId == team.Id && m.Role == TeamRole.Owner)
                        && members.Any(m => m.TeamId == team.Id && m.UserId != userId)
                        && !members.Any(m => m.TeamId == team.Id && m.UserId != userId && m.Role == TeamRole.Owner))
                    .OrderBy(team => team.Name)
                    .Select(team => team.Name)
                    .FirstOrDefaultAsync(token);
                if (orphan is not null)
                    return $"You are the only owner of {orphan}. Make somebody else an owner on its page Team first.";
                if (await db.Set<AppUser>().AnyAsync(u => u.Id == userId && u.IsOperator, token)
                    && !await db.Set<AppUser>().AnyAsync(u => u.Id != userId && u.IsOperator, token))
                    return "You are the only operator of this installation; without you nobody could run it.";

                await AuditLog.AddToTeamsAsync(db, userId, AuditKind.AccountDeleted, time.GetUtcNow(), token);
                await db.Set<AppUser>().Where(u => u.Id == userId).ExecuteDeleteAsync(token);
                return null;
            },
            cancellationToken);
        if (problem is null)
            access.Publish(userId);
        return problem;
    }
}
