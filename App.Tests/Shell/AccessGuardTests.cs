using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Shell;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Shell;

/// <summary>What becomes of an open page when what its user may see has changed in another process, which tells this one nothing.</summary>
public sealed class AccessGuardTests : BunitContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestDatabase _test = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Guid _userId = Guid.CreateVersion7();

    public AccessGuardTests()
    {
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddSingleton<AccessChanges>();
        Services.AddSingleton(new CallerResolver(_test.Database));
        Services.AddScoped<CurrentCaller>();
        AddAuthorization().SetAuthorized("tester").SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{_userId}"));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _test.Dispose();
    }

    [Fact]
    public Task A_removed_members_page_is_loaded_anew() =>
        ReloadsAfterAsync((db, token) => db.Set<Membership>().ExecuteDeleteAsync(token));

    [Fact]
    public Task A_page_is_loaded_anew_when_the_role_has_changed() =>
        ReloadsAfterAsync((db, token) => db.Set<Membership>().ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, TeamRole.Member), token));

    private async Task ReloadsAfterAsync(Func<AppDbContext, CancellationToken, Task> change)
    {
        await _test.Database.WriteAsync(
            (db, _) =>
            {
                var team = new Team { Id = Guid.CreateVersion7(), Name = "Team" };
                db.Add(team);
                db.Add(new AppUser { Id = _userId, UserName = "ana@example.com", ActiveTeamId = team.Id });
                db.Add(new Membership { TeamId = team.Id, UserId = _userId, Role = TeamRole.Admin });
                return Task.CompletedTask;
            },
            Cancel);
        Render<AccessGuard>();
        var navigation = Services.GetRequiredService<BunitNavigationManager>();

        await _test.Database.WriteAsync(change, Cancel);

        // It looks on a thread of its own: the clock runs until it has.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!navigation.History.Any(entry => entry.Options.ForceLoad))
        {
            _time.Advance(AccessGuard.LookEvery);
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }
}
