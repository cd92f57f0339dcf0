using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Accounts;

public sealed class BootstrapTests
{
    private static readonly (string Key, string Value)[] Settings =
    [
        ("Bootstrap:AdminEmail", "owner@example.com"),
        ("Bootstrap:AdminPassword", "correct horse"),
        ("Bootstrap:TeamName", "First"),
        ("Bootstrap:ApiKey", "a-key-of-thirty-two-characters-xx"),
        ("Bootstrap:Credits", "375"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_start_makes_the_operator_with_team_credits_and_key()
    {
        var openings = new RecordedOpenings();
        using var app = new AppFixture("Production", Settings) { Configure = services => services.AddSingleton<ITeamOpening>(openings) };
        await app.StartAsync();

        var user = await app.Database.ReadAsync(db => db.Set<AppUser>().SingleAsync(Cancel), Cancel);
        Assert.True(user.IsOperator);
        Assert.Equal("owner@example.com", user.Email);
        var member = await app.Database.ReadAsync(db => db.Set<Membership>().SingleAsync(Cancel), Cancel);
        Assert.Equal((user.ActiveTeamId, user.Id, TeamRole.Owner), (member.TeamId, member.UserId, member.Role));
        var key = await app.Database.ReadAsync(db => db.Set<ApiKey>().SingleAsync(Cancel), Cancel);
        Assert.Equal(ApiKeyScopes.All, key.Scopes);
        Assert.Equal(new long?[] { 375 }, openings.Credits);
    }

    [Fact]
    public async Task A_second_run_makes_nothing()
    {
        using var app = new AppFixture("Production", Settings);
        await app.StartAsync();

        await BootstrapOf(app).RunAsync(Cancel);

        Assert.Equal(1, await app.Database.ReadAsync(db => db.Set<AppUser>().CountAsync(Cancel), Cancel));
        Assert.Equal(1, await app.Database.ReadAsync(db => db.Set<Team>().CountAsync(Cancel), Cancel));
    }

    [Fact]
    public async Task A_crash_in_the_middle_leaves_nothing_and_the_next_run_makes_all()
    {
        var openings = new RecordedOpenings();
        using var app = new AppFixture("Production") { Configure = services => services.AddSingleton<ITeamOpening>(openings) };
        await app.StartAsync();
        var bootstrap = BootstrapOf(app, Settings);
        openings.Fails = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => bootstrap.RunAsync(Cancel));
        Assert.Equal(0, await app.Database.ReadAsync(db => db.Set<AppUser>().CountAsync(Cancel), Cancel));

        openings.Fails = false;
        await bootstrap.RunAsync(Cancel);
        Assert.Equal(1, await app.Database.ReadAsync(db => db.Set<Membership>().CountAsync(Cancel), Cancel));
        Assert.Equal(1, await app.Database.ReadAsync(db => db.Set<ApiKey>().CountAsync(Cancel), Cancel));
    }

    [Fact]
    public void Every_problem_is_listed_at_once_and_names_its_key()
    {
        var options = new BootstrapOptions { AdminPassword = "short", TeamName = " ", ApiKey = "short", Credits = -1 };

        Assert.Equal(
            [
                "Bootstrap:AdminEmail must be set when anything of Bootstrap is: it is the first owner's e-mail address.",
                "Bootstrap:AdminPassword cannot be used: A password needs at least 8 characters.",
                "Bootstrap:TeamName cannot be used: A team needs a name.",
                "Bootstrap:ApiKey cannot be used: An API key needs at least 32 characters; this one has 5.",
                "Bootstrap:Credits must be 0 or more; it is -1.",
            ],
            options.Problems());
    }

    [Fact]
    public async Task A_configuration_that_cannot_work_stops_the_start_and_says_all_of_it()
    {
        var (exit, _, complained) = await Binary.RunAsync(
            "--urls=http://127.0.0.1:0", "--Database:Provider=Sqlite", "--Sandbox:Enabled=true", "--Bootstrap:ApiKey=short");

        Assert.Equal(1, exit);
        Assert.Contains("Bootstrap:AdminEmail must be set", complained, StringComparison.Ordinal);
        Assert.Contains("Bootstrap:ApiKey cannot be used", complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task The_demo_account_exists_and_is_shown_in_development_only(string environment, bool isOffered)
    {
        using var app = new AppFixture(environment);
        var client = await app.StartAsync();

        var page = await client.GetStringAsync(new Uri("/account/sign-in", UriKind.Relative), Cancel);

        Assert.Equal(isOffered, page.Contains(DemoAccount.Email, StringComparison.Ordinal));
        Assert.Equal(isOffered ? 1 : 0, await app.Database.ReadAsync(db => db.Set<AppUser>().CountAsync(Cancel), Cancel));
    }

    [Fact]
    public async Task The_demo_account_fills_in_and_signs_in()
    {
        using var app = new AppFixture("Development");
        var client = await app.StartAsync();

        var answer = await client.SendFormAsync("/account/sign-in?demo=true&returnUrl=%2Faccount%2Fkeys", ("Input.Email", DemoAccount.Email), ("Input.Password", DemoAccount.Password));

        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_configured_owner_leaves_no_demo_account_in_development()
    {
        using var app = new AppFixture("Development", Settings);
        var client = await app.StartAsync();

        var page = await client.GetStringAsync(new Uri("/account/sign-in", UriKind.Relative), Cancel);

        Assert.DoesNotContain(DemoAccount.Email, page, StringComparison.Ordinal);
    }

    private static IStartupTask BootstrapOf(AppFixture app, params (string Key, string Value)[] settings)
    {
        if (settings.Length == 0)
            return app.Services.GetServices<IStartupTask>().Single(task => task is Bootstrap);

        var values = settings.ToDictionary(setting => setting.Key.Split(':')[1], setting => setting.Value);
        return ActivatorUtilities.CreateInstance<Bootstrap>(app.Services, Options.Create(new BootstrapOptions
        {
            AdminEmail = values["AdminEmail"],
            AdminPassword = values["AdminPassword"],
            TeamName = values["TeamName"],
            ApiKey = values["ApiKey"],
        }));
    }

    private sealed class RecordedOpenings : ITeamOpening
    {
        public List<long?> Credits { get; } = [];

        public bool Fails { get; set; }

        public Task OpenAsync(AppDbContext db, Team team, long? openingCredits, CancellationToken cancellationToken)
        {
            if (Fails)
                throw new InvalidOperationException("The power went off.");
            Credits.Add(openingCredits);
            return Task.CompletedTask;
        }
    }
}
