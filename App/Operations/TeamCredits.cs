using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Operations;

/// <summary>A team and what it has.</summary>
/// <param name="Owner">The e-mail address of its first owner.</param>
public sealed record TeamBalance(Guid TeamId, string Name, string? Owner, CreditBalance Credits);

/// <summary>What an operator wants to give a team, or to take back from it.</summary>
/// <param name="Credits">How many, 1 or more.</param>
/// <param name="IsTakingBack">Whether they are taken back instead of given.</param>
/// <param name="Reason">What the team's ledger will say.</param>
/// <param name="Key">New for each intent; the same one sent twice is booked once.</param>
public sealed record CreditOrder(Guid TeamId, long Credits, bool IsTakingBack, string Reason, Guid Key)
{
    public const long MostCredits = 100_000_000;
    public const int LongestReason = 500;

    /// <summary>What has to be put right before it can be carried out; null when nothing.</summary>
    public string? Problem =>
        Credits is < 1 or > MostCredits ? $"Enter a whole number of credits from 1 to {MostCredits:N0}."
        : string.IsNullOrWhiteSpace(Reason) ? "Say why; the team sees it in its ledger."
        : Reason.Length > LongestReason ? $"Say it in at most {LongestReason} characters."
        : null;
}

/// <summary>What became of a <see cref="CreditOrder"/>.</summary>
public abstract record CreditOrderResult
{
    private CreditOrderResult()
    {
    }

    public sealed record Done(CreditBalance Credits) : CreditOrderResult;

    /// <summary>The team has fewer available than were to be taken back; nothing changed.</summary>
    public sealed record NotAvailable(CreditBalance Credits) : CreditOrderResult;

    /// <summary>There is no such team.</summary>
    public sealed record NoTeam : CreditOrderResult;
}

/// <summary>Gives credits to teams and takes them back, in the operator's name.</summary>
public sealed class TeamCredits(Database database, Ledger ledger, ILogger<TeamCredits> logger)
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

    /// <summary>Carries the order out, once however often it is sent.</summary>
    /// <exception cref="ArgumentException">The order has a <see cref="CreditOrder.Problem"/>.</exception>
    public async Task<CreditOrderResult> CarryOutAsync(Operator by, CreditOrder order, CancellationToken cancellationToken)
    {
        if (order.Problem is { } problem)
            throw new ArgumentException(problem, nameof(order));
        var result = await database.WriteAsync((db, token) => CarryOutAsync(db, by, order, token), cancellationToken);
        logger.LogInformation(
            "Operator {UserId} {Act} {Credits} credits, team {TeamId}: {Result}",
            by.UserId, order.IsTakingBack ? "takes back" : "gives", order.Credits, order.TeamId, result.GetType().Name);
        return result;
    }

    private async Task<CreditOrderResult> CarryOutAsync(AppDbContext db, Operator by, CreditOrder order, CancellationToken cancellationToken)
    {
        if (!await db.Set<Wallet>().AnyAsync(wallet => wallet.TeamId == order.TeamId, cancellationToken))
            return new CreditOrderResult.NoTeam();

        var key = $"operator:{order.Key}";
        string[] booked = [$"grant:{key}", $"adjust:{key}"];
        if (!await db.Set<LedgerEntry>().AnyAsync(entry => booked.Contains(entry.IdempotencyKey), cancellationToken))
        {
            var subject = new LedgerSubject(order.TeamId, by.UserId);
            var reason = order.Reason.Trim();
            if (!order.IsTakingBack)
                await ledger.GrantAsync(db, subject, order.Credits, key, reason, cancellationToken);
            else if (!await ledger.TakeBackAsync(db, subject, order.Credits, key, reason, cancellationToken))
                return new CreditOrderResult.NotAvailable(await Wallets.BalanceAsync(db, order.TeamId, cancellationToken));
        }

        return new CreditOrderResult.Done(await Wallets.BalanceAsync(db, order.TeamId, cancellationToken));
    }
}
