using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Makes the first owner, team, credits and key when there is no user yet: from section <c>Bootstrap</c>, or in Development the demo
/// account. One transaction, so that a crash in the middle leaves nothing and the next start does it all.
/// </summary>
internal sealed class Bootstrap(
    IServiceScopeFactory scopes, IOptions<BootstrapOptions> options, DemoAccount demo, ILogger<Bootstrap> logger) : IStartupTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (FirstTeam() is not { } first)
            return;

        await using var scope = scopes.CreateAsyncScope();
        var registration = scope.ServiceProvider.GetRequiredService<TeamRegistration>();
        switch (await registration.CreateFirstAsync(first, cancellationToken))
        {
            case TeamCreation.Created created:
                logger.LogInformation("Made the first team {TeamId}, owned by {Email}", created.TeamId, first.Email);
                break;
            case TeamCreation.Refused refused:
                throw new InvalidOperationException($"The first team cannot be made: {string.Join(' ', refused.Problems)}");
        }
    }

    private NewTeam? FirstTeam()
    {
        var wanted = options.Value;
        if (!wanted.IsSet)
            return demo.IsOffered ? DemoAccount.Team : null;
        return new NewTeam(
            wanted.TeamName ?? TeamNames.For(wanted.AdminEmail!), wanted.AdminEmail!, wanted.AdminPassword!, wanted.Credits, wanted.ApiKey,
            IsOperator: true);
    }
}
