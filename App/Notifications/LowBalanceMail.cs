using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Notifications;

/// <summary>Tells a team's admins and owners by e-mail that its credits run low.</summary>
internal sealed class LowBalanceMail(EmailOutbox outbox) : ILowBalanceOutbox
{
    public async Task WriteAsync(AppDbContext db, LowBalanceNotice notice, CancellationToken cancellationToken)
    {
        if (!outbox.IsOn)
            return;
        var team = await db.Set<Team>().Where(t => t.Id == notice.TeamId).Select(t => t.Name).SingleAsync(cancellationToken);
        var addresses = await db.Set<Membership>()
            .Where(m => m.TeamId == notice.TeamId && m.Role != TeamRole.Member)
            .Join(db.Set<AppUser>(), m => m.UserId, user => user.Id, (_, user) => user.Email!)
            .ToListAsync(cancellationToken);
        foreach (var address in addresses)
        {
            outbox.Add(db, outbox.Message(
                address,
                "Credits run low",
                $"{team} has {notice.Credits.Available} credits available, fewer than {notice.Mark}. Ask whoever runs the installation for more. What was spent: {outbox.LinkTo(CreditUrls.UsagePath)}"));
        }
    }
}
