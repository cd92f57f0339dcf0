using System.Security.Claims;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Accounts;

public sealed class CurrentCallerTests : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly Guid _userId = Guid.CreateVersion7();
    private readonly Guid _teamId = Guid.CreateVersion7();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Role_and_membership_are_read_anew_at_each_action()
    {
        await AddMemberAsync();
        var current = new CurrentCaller(new SignedIn(_userId), new CallerResolver(_test.Database));
        Assert.Equal(new Caller(_userId, _teamId, TeamRole.Member), await current.GetAsync(Cancel));

        await _test.Database.WriteAsync(
            async (db, token) => await db.Set<Membership>().ExecuteUpdateAsync(m => m.SetProperty(x => x.Role, TeamRole.Admin), token), Cancel);
        Assert.Equal(TeamRole.Admin, (await current.GetAsync(Cancel))?.Role);

        await _test.Database.WriteAsync(async (db, token) => await db.Set<Membership>().ExecuteDeleteAsync(token), Cancel);
        Assert.Null(await current.GetAsync(Cancel));
    }

    [Fact]
    public async Task Nobody_signed_in_is_nobody()
    {
        var current = new CurrentCaller(new SignedIn(null), new CallerResolver(_test.Database));

        Assert.Null(await current.GetAsync(Cancel));
    }

    [Fact]
    public async Task A_database_that_blinks_signs_no_open_page_out()
    {
        using var page = new CircuitAuthentication(
            NullLoggerFactory.Instance, new Blinking(), Options.Create(new IdentityOptions()), new Sessions(_test.Database, null!, new AccessChanges(), TimeProvider.System));

        Assert.True(await page.MayGoOnAsync(await new SignedIn(_userId).GetAuthenticationStateAsync(), Cancel));
    }

    private Task AddMemberAsync() => _test.Database.WriteAsync(
        (db, _) =>
        {
            db.Add(new AppUser { Id = _userId, UserName = "ana", ActiveTeamId = _teamId });
            db.Add(new Team { Id = _teamId, Name = "Team" });
            db.Add(new Membership { TeamId = _teamId, UserId = _userId, Role = TeamRole.Member });
            return Task.CompletedTask;
        },
        Cancel);

    private sealed class Blinking : IServiceScopeFactory
    {
        public IServiceScope CreateScope() => throw new InvalidOperationException("The database is away.");
    }

    private sealed class SignedIn(Guid? userId) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            userId is { } id ? new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id.ToString())], "test") : new ClaimsIdentity())));
    }
}
