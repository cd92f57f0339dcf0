using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Operations;

/// <summary><c>grant</c>: gives credits to a team.</summary>
internal sealed class GrantCommand(CommandContext context) : OperatorCommand(context)
{
    private const int MostKeyLength = 60;

    protected override string Usage => """
        grant --team ID --credits N --reason TEXT [--key TEXT]
          Gives credits to a team and prints its new balance.
          --key   what makes this grant one of its kind, such as an invoice's number: granting it again is refused
        """;

    protected override string[] Required => ["team", "credits", "reason"];

    protected override string[] Optional => ["key"];

    internal override void Check(CommandArguments arguments) => arguments.PositiveNumber("credits");

    internal override async Task<bool> RunAsync(CommandArguments arguments, IServiceProvider services)
    {
        var database = services.GetRequiredService<Database>();
        var key = arguments["key"] ?? $"{Guid.CreateVersion7()}";
        if (key.Length > MostKeyLength || key.Any(c => c is < ' ' or > '~'))
            return await RefuseAsync($"--key has at most {MostKeyLength} plain characters.");
        if (!Guid.TryParse(arguments["team"], out var teamId)
            || !await database.ReadAsync(db => db.Set<Team>().AnyAsync(team => team.Id == teamId), CancellationToken.None))
        {
            return await RefuseAsync($"There is no team of the id '{arguments["team"]}'. team-create prints a team's id.");
        }

        if (await database.ReadAsync(db => db.Set<LedgerEntry>().AnyAsync(entry => entry.IdempotencyKey == $"grant:{key}"), CancellationToken.None))
            return await RefuseAsync($"A grant of the key '{key}' was made before. Nothing was granted.");
        var balance = await database.WriteAsync(
            async (db, token) =>
            {
                await services.GetRequiredService<Ledger>().GrantAsync(
                    db, new LedgerSubject(teamId), arguments.PositiveNumber("credits"), key, arguments["reason"]!, token);
                return await Wallets.BalanceAsync(db, teamId, token);
            },
            CancellationToken.None);
        await SayAsync($"{balance.Balance}");
        return true;
    }
}
