using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Accounts.Pages;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Accounts;

public sealed class AuditPageTests : BunitContext
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _test = new();
    private readonly Guid _teamId = Guid.CreateVersion7();
    private readonly BunitAuthorizationContext _user;

    public AuditPageTests()
    {
        var time = new FakeTimeProvider(Start.AddDays(100));
        Services.AddSingleton<TimeProvider>(time);
        Services.AddSingleton(new CallerResolver(_test.Database));
        Services.AddSingleton(new AuditQueries(_test.Database));
        Services.AddSingleton(new Members(_test.Database, new AccessChanges(), time));
        Services.AddScoped<CurrentCaller>();
        _user = AddAuthorization().SetAuthorized("someone");
    }

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_admin_pages_through_what_the_team_did_and_keeps_the_filter()
    {
        var (admin, member) = await TeamAsync(TeamRole.Admin);
        await AddAsync(member, AuditKind.Searched, 60);

        var page = Open(admin, "/audit?kind=searched");
        Assert.Equal(50, page.FindAll("tbody tr").Count);
        Assert.Equal("member@example.org", page.Find("tbody tr a").TextContent);
        Assert.Equal("searched", page.Find("#audit-kind option[selected]").GetAttribute("value"));
        Assert.Equal("searched", page.Find("form[action='/audit/export'] input[name='kind']").GetAttribute("value"));

        var older = page.Find(".pages a").GetAttribute("href")!;
        page = Open(admin, older);
        Assert.Equal(10, page.FindAll("tbody tr").Count);
        Assert.Empty(page.FindAll(".pages"));
        Assert.Equal("0", page.FindAll("tbody tr .subject")[^1].TextContent);
    }

    [Fact]
    public async Task A_member_sees_their_own_rows_and_no_names()
    {
        var (member, other) = await TeamAsync(TeamRole.Member);
        await AddAsync(other, AuditKind.Exported, 3);
        await AddAsync(member, AuditKind.Searched, 1);

        var page = Open(member, "/audit");

        Assert.Equal("Searched", Assert.Single(page.FindAll("tbody tr")).Children[1].TextContent);
        Assert.Empty(page.FindAll("#audit-member"));
        Assert.Empty(Open(member, $"/audit?member={other.UserId}").FindAll("tbody tr"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _test.Dispose();
    }

    private IRenderedComponent<AuditPage> Open(Caller caller, string address)
    {
        _user.SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{caller.UserId}"));
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<AuditPage>();
    }

    /// <summary>Somebody of the role, and a member beside them.</summary>
    private async Task<(Caller First, Caller Second)> TeamAsync(TeamRole role)
    {
        Caller[] callers = [new(Guid.CreateVersion7(), _teamId, role), new(Guid.CreateVersion7(), _teamId, TeamRole.Member)];
        await _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new Team { Id = _teamId, Name = "Team" });
                foreach (var (caller, name) in callers.Zip(["first", "member"]))
                {
                    var email = $"{name}@example.org";
                    db.Add(new AppUser
                    {
                        Id = caller.UserId,
                        UserName = email,
                        NormalizedUserName = email,
                        Email = email,
                        NormalizedEmail = email,
                        ActiveTeamId = _teamId,
                    });
                    db.Add(new Membership { TeamId = _teamId, UserId = caller.UserId, Role = caller.Role });
                }

                return Task.CompletedTask;
            },
            Cancel);
        return (callers[0], callers[1]);
    }

    private Task AddAsync(Caller caller, AuditKind kind, int count) => _test.Database.WriteAsync(
        (db, _) =>
        {
            for (var n = 0; n < count; n++)
                AuditLog.Add(db, caller, kind, Start.AddMinutes(n), $"{n}");
            return Task.CompletedTask;
        },
        Cancel);
}
