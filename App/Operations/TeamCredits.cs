using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Operations;

/// <summary>A team and what it has.</summary>
/// <param name="Owner">The e-mail address of its first owner.</param>
public sealed record TeamBalance(Guid TeamId, string Name, string? Owner, CreditBalance Credits);

/// <summary>Finds teams and what they have, for the operator.</summary>
public sealed class TeamCredits(Database database)
{
    /// <summary>So many teams are listed; a longer list is searched.</summary>
    public const int MostListed = 50;

    /// <summary>Teams by name, those whose name or owner's address holds <paramref name="search"/>.</summary>
    public Task<List<TeamBalance>> ListAsync(Operator reader, string? search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var wanted = (search ?? "").Trim().ToUpperInvariant();
        return database.ReadAsync(
            db => (from team in db.Set<Team>()
                   join wallet in db.Set<Wallet>() on team.Id equals wallet.TeamId
                   let owner = db.Set<Membership>()
                       .Where(member => member.TeamId == team.Id && member.Role == TeamRole.Owner)
                       .OrderBy(member => member.JoinedAt)
                       .Join(db.Set<AppUser>(), member => member.UserId, user => user.Id, (_, user) => user.Email)
                       .FirstOrDefault()
                   where wanted == "" || team.Name.ToUpper().Contains(wanted) || (owner != null && owner.ToUpper().Contains(wanted))
                   orderby team.Name, team.CreatedAt
                   select new TeamBalance(team.Id, team.Name, owner, new CreditBalance(wallet.Balance, wallet.Reserved)))
                .Take(MostListed)
                .ToListAsync(cancellationToken),
            cancellationToken);
    }
}
