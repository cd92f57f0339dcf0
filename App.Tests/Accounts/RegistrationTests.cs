using System.Net;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Accounts;

public sealed class RegistrationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_registration_makes_an_owner_with_their_own_team_and_signs_them_in()
    {
        using var app = new AppFixture("Production", ("Accounts:Registration", "Open"));
        var client = await app.StartAsync();

        var answer = await RegisterAsync(client, "ana@example.com", "ana's password");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var member = await app.Database.ReadAsync(db => db.Set<Membership>().SingleAsync(Cancel), Cancel);
        Assert.Equal(TeamRole.Owner, member.Role);
        var user = await app.Database.ReadAsync(db => db.Set<AppUser>().SingleAsync(Cancel), Cancel);
        Assert.False(user.IsOperator);
        var keys = await client.GetAsync(new Uri(AccountUrls.ApiKeysPath, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, keys.StatusCode);
    }

    [Theory]
    [InlineData("Open", true)]
    [InlineData("Invitation", false)]
    [InlineData("Closed", false)]
    public async Task Sign_in_offers_an_account_only_where_one_can_be_made(string mode, bool offered)
    {
        using var app = new AppFixture("Production", ("Accounts:Registration", mode));

        var page = await (await app.StartAsync()).GetStringAsync(new Uri(AccountUrls.SignInPath, UriKind.Relative), Cancel);

        Assert.Equal(offered, page.Contains("Create one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_taken_address_is_refused_whatever_its_case()
    {
        using var app = new AppFixture("Production", ("Accounts:Registration", "Open"));
        await RegisterAsync(await app.StartAsync(), "ana@example.com", "ana's password");

        var answer = await RegisterAsync(app.NewClient(), "Ana@Example.com", "another password");

        Assert.Contains("There is an account with this e-mail address already", await BodyAsync(answer), StringComparison.Ordinal);
        Assert.Equal(1, await app.Database.ReadAsync(db => db.Set<AppUser>().CountAsync(Cancel), Cancel));
    }

    [Theory]
    [InlineData("ana@example.com", "short", "A password needs at least 8 characters.")]
    [InlineData("not an address", "long enough", "Enter an e-mail address such as name@example.com.")]
    public async Task What_cannot_be_used_is_said(string email, string password, string problem)
    {
        using var app = new AppFixture("Production", ("Accounts:Registration", "Open"));

        var answer = await RegisterAsync(await app.StartAsync(), email, password);

        Assert.Contains(problem, await BodyAsync(answer), StringComparison.Ordinal);
        Assert.Equal(0, await app.Database.ReadAsync(db => db.Set<AppUser>().CountAsync(Cancel), Cancel));
    }

    [Fact]
    public async Task Twenty_at_once_with_one_address_make_one_account()
    {
        using var app = new AppFixture();
        await app.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(
            async () =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                return await scope.ServiceProvider.GetRequiredService<TeamRegistration>()
                    .CreateAsync(new NewTeam("Team", "ana@example.com", "ana's password"), Cancel);
            },
            Cancel)));

        Assert.Single(answers.OfType<TeamCreation.Created>());
        Assert.Equal(19, answers.OfType<TeamCreation.Refused>().Count());
    }

    [Theory]
    [InlineData("Production", null, "Registration is by invitation here.")]
    [InlineData("Production", "Closed", "Registration is closed here.")]
    public async Task Where_registration_is_not_open_the_page_says_so(string environment, string? mode, string words)
    {
        using var app = mode is null ? new AppFixture(environment) : new AppFixture(environment, ("Accounts:Registration", mode));
        var client = await app.StartAsync();

        var page = await client.GetStringAsync(new Uri(AccountUrls.RegisterPath, UriKind.Relative), Cancel);

        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Input.Email\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_is_open_in_development_unless_configured()
    {
        using var app = new AppFixture("Development");
        var client = await app.StartAsync();

        var page = await client.GetStringAsync(new Uri(AccountUrls.RegisterPath, UriKind.Relative), Cancel);

        Assert.Contains("name=\"Input.Email\"", page, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> RegisterAsync(HttpClient client, string email, string password) =>
        client.SendFormAsync(AccountUrls.RegisterPath, ("Input.Email", email), ("Input.Password", password));

    private static async Task<string> BodyAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
}
