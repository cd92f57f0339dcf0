using System.Net;
using System.Text.RegularExpressions;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace CreatorAnalytics.Tests.Accounts;

/// <summary>What is sent by e-mail, as a mail server gets it.</summary>
public sealed partial class EmailTests : IAsyncLifetime
{
    private const string Email = "owner@example.com";
    private const string Password = "correct horse";

    private readonly SmtpListener _server = new();
    private readonly AppFixture _app;
    private HttpClient _client = null!;

    public EmailTests() => _app = new AppFixture(
        "Production", ("Bootstrap:AdminEmail", Email), ("Bootstrap:AdminPassword", Password), ("Email:Host", "127.0.0.1"),
        ("Email:Port", $"{_server.Port}"), ("Email:Tls", "None"), ("Email:From", "analytics@example.org"), ("Email:SiteUrl", "https://site.example"),
        ("Accounts:Registration", "Open"))
    {
        // The test sends, so that nothing has to be waited for.
        Configure = services => services.Remove(services.Last(service => service.ImplementationFactory?.Method.ReturnType == typeof(EmailDispatcher)
            && service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService))),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _client = await _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_forgotten_password_is_reset_once_by_the_link_in_the_mail_and_ends_every_session()
    {
        var elsewhere = _app.NewClient();
        await elsewhere.SignInAsync(Email, Password);
        Assert.Contains("is on its way", await ForgetAsync("Owner@Example.com"), StringComparison.Ordinal);
        await SendDueAsync();

        var mail = Read(Assert.Single(_server.Got));
        Assert.Equal(("Owner@Example.com", "analytics@example.org"), (((MailboxAddress)mail.To[0]).Address, ((MailboxAddress)mail.From[0]).Address));
        var link = LinkIn(mail);
        Assert.StartsWith("https://site.example/account/reset?link=", link, StringComparison.Ordinal);
        var path = new Uri(link).PathAndQuery;
        Assert.Contains("A password needs at least", await ResetAsync(path, "short"), StringComparison.Ordinal);
        Assert.Contains("Your password is changed", await ResetAsync(path, "battery staple"), StringComparison.Ordinal);

        Assert.Contains("This link cannot be used", await _client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _app.NewClient().SignInAsync(Email, Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await _app.NewClient().SignInAsync(Email, "battery staple")).StatusCode);
        var user = await _app.Database.ReadAsync(db => db.Set<AppUser>().SingleAsync(Cancel), Cancel);
        Assert.Null(await _app.Services.GetRequiredService<CallerResolver>().ForPrincipalAsync(
            new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity(
                [new(System.Security.Claims.ClaimTypes.NameIdentifier, $"{user.Id}"), new("AspNet.Identity.SecurityStamp", "the stamp before")], "cookie")),
            Cancel));
    }

    [Fact]
    public async Task An_unknown_address_gets_the_same_answer_and_no_mail()
    {
        var known = await ForgetAsync(Email);
        var unknown = await ForgetAsync("nobody@example.com");
        await SendDueAsync();

        Assert.Equal(Words(known), Words(unknown));
        Assert.Single(_server.Got);
        Assert.Equal(0, await WaitingAsync());
    }

    [Fact]
    public async Task An_account_is_made_by_the_link_that_its_address_was_sent()
    {
        Assert.Contains("A message to ana@example.com is on its way", await SignUpAsync(" ana@example.com "), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Input.Password\"", await _client.GetStringAsync(new Uri(AccountUrls.RegisterPath, UriKind.Relative), Cancel), StringComparison.Ordinal);
        await SendDueAsync();

        var mail = Read(Assert.Single(_server.Got));
        Assert.Equal("ana@example.com", ((MailboxAddress)mail.To[0]).Address);
        var path = new Uri(LinkIn(mail)).PathAndQuery;
        var made = await _client.SendFormAsync(path, ("Input.Email", "another@example.com"), ("Input.Password", "battery staple"));

        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Equal(["ana@example.com", Email], (await EmailsAsync()).Order());
        var again = await _app.NewClient().SendFormAsync(path, ("Input.Password", "battery staple"));
        Assert.Contains("There is an account with this e-mail address already", await again.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_an_account_does_not_learn_whose_address_has_one_and_the_address_does()
    {
        var free = await SignUpAsync("ana@example.com");
        var taken = await SignUpAsync(Email.ToUpperInvariant());
        await SendDueAsync();

        Assert.Equal(Words(free).Replace("ana@example.com", "", StringComparison.Ordinal), Words(taken).Replace(Email.ToUpperInvariant(), "", StringComparison.Ordinal));
        var links = _server.Got.Select(Read).ToDictionary(mail => ((MailboxAddress)mail.To[0]).Address, LinkIn);
        Assert.StartsWith("https://site.example/account/register?link=", links["ana@example.com"], StringComparison.Ordinal);
        Assert.Equal("https://site.example/account/sign-in", links[Email.ToUpperInvariant()]);
    }

    [Fact]
    public async Task Without_a_link_that_was_sent_there_is_no_form_that_makes_an_account()
    {
        Assert.Contains(EmailAddress.Problem, await SignUpAsync("no address"), StringComparison.Ordinal);

        var page = await _client.GetStringAsync(new Uri(AccountUrls.SignUp("made up"), UriKind.Relative), Cancel);

        Assert.Contains("This link has ended", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Input.Password\"", page, StringComparison.Ordinal);
        Assert.Equal([Email], await EmailsAsync());
    }

    [Fact]
    public async Task A_link_for_an_account_ends_after_a_day()
    {
        using var test = new TestDatabase();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var protection = new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider();
        var outbox = new EmailOutbox(Microsoft.Extensions.Options.Options.Create(new EmailOptions { Host = "smtp.example.com", SiteUrl = "https://site.example" }), protection, time);
        var signUps = new SignUps(test.Database, outbox, protection, time);
        await signUps.RequestAsync("ana@example.com", Cancel);
        var text = outbox.TextOf(await test.Database.ReadAsync(db => db.Set<OutgoingEmail>().SingleAsync(Cancel), Cancel));
        var link = Uri.UnescapeDataString(Link().Match(text).Value.Split("link=")[1]);

        time.Advance(SignUps.Lifetime - TimeSpan.FromTicks(1));
        Assert.Equal("ana@example.com", signUps.EmailOf(link));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(signUps.EmailOf(link));
    }

    [Fact]
    public async Task A_newer_link_makes_the_one_before_useless()
    {
        await ForgetAsync(Email);
        await SendDueAsync();
        await ForgetAsync(Email);
        await SendDueAsync();

        var links = _server.Got.Select(mail => new Uri(LinkIn(Read(mail))).PathAndQuery).ToList();
        Assert.Contains("This link cannot be used", await _client.GetStringAsync(new Uri(links[0], UriKind.Relative), Cancel), StringComparison.Ordinal);
        Assert.Contains("Choose a new password", await _client.GetStringAsync(new Uri(links[1], UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_is_mailed_with_the_link_that_is_shown_which_the_database_does_not_hold()
    {
        var owner = await _app.Database.ReadAsync(db => db.Set<Membership>().Select(m => new Caller(m.UserId, m.TeamId, m.Role)).SingleAsync(Cancel), Cancel);
        var invited = Assert.IsType<InvitationResult.Invited>(
            await _app.Services.GetRequiredService<Invitations>().InviteAsync(owner, "guest@example.com", TeamRole.Member, Cancel));
        Assert.True(invited.IsMailed);
        var kept = await _app.Database.ReadAsync(db => db.Set<OutgoingEmail>().SingleAsync(Cancel), Cancel);
        Assert.DoesNotContain(invited.Token, $"{kept.Text}{kept.ProtectedLink}", StringComparison.Ordinal);

        await SendDueAsync();

        Assert.Equal($"https://site.example{AccountUrls.Join(invited.Token)}", LinkIn(Read(Assert.Single(_server.Got))));
    }

    [Fact]
    public async Task Owners_are_told_by_mail_that_credits_run_low_and_members_are_not()
    {
        var owner = await _app.Database.ReadAsync(db => db.Set<Membership>().Select(m => new Caller(m.UserId, m.TeamId, m.Role)).SingleAsync(Cancel), Cancel);
        await _app.Database.WriteAsync(
            (db, _) =>
            {
                var member = new AppUser
                {
                    Id = Guid.CreateVersion7(),
                    UserName = "mia@example.com",
                    NormalizedUserName = "MIA@EXAMPLE.COM",
                    Email = "mia@example.com",
                    NormalizedEmail = "MIA@EXAMPLE.COM",
                    ActiveTeamId = owner.TeamId,
                };
                db.Add(member);
                db.Add(new Membership { TeamId = owner.TeamId, UserId = member.Id, Role = TeamRole.Member });
                return Task.CompletedTask;
            },
            Cancel);

        await _app.Services.GetRequiredService<CreditOrders>().CarryOutAsync(
            by: null, new CreditOrder(owner.TeamId, 450, IsTakingBack: true, "Because", "k"), Cancel);
        await SendDueAsync();

        var mail = Read(Assert.Single(_server.Got));
        Assert.Equal(Email, ((MailboxAddress)Assert.Single(mail.To)).Address);
        Assert.Contains("has 50 credits available, fewer than 100", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_does_not_take_waits_and_is_sent_once_when_it_does()
    {
        _server.IsRefusing = true;
        await ForgetAsync(Email);
        await SendDueAsync();
        Assert.Equal((1, 0), (await WaitingAsync(), _server.Got.Count));
        _server.IsRefusing = false;
        await SendDueAsync();
        Assert.Empty(_server.Got);

        await _app.Database.WriteAsync(
            (db, token) => db.Set<OutgoingEmail>().ExecuteUpdateAsync(set => set.SetProperty(e => e.DueAt, e => e.CreatedAt), token), Cancel);
        await SendDueAsync();

        Assert.Equal((0, 1), (await WaitingAsync(), _server.Got.Count));
    }

    [Theory]
    [InlineData("smtp.example.com", "a@example.com", null, "Email:SiteUrl is missing")]
    [InlineData("smtp.example.com", "no address", "https://site.example", "Email:From must be")]
    [InlineData(null, null, "site.example", "Email:SiteUrl must be")]
    public void A_wrong_setting_is_named(string? host, string? from, string? site, string problem) =>
        Assert.Contains(new EmailOptions { Host = host, From = from, SiteUrl = site }.Problems(), found => found.StartsWith(problem, StringComparison.Ordinal));

    [Fact]
    public void Without_a_host_there_is_nothing_to_set() => Assert.Empty(new EmailOptions().Problems());

    private static MimeMessage Read(string mail) => MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail)), Cancel);

    private static string LinkIn(MimeMessage mail) => Link().Match(mail.TextBody!).Value;

    /// <summary>Without what is random in every page.</summary>
    private static string Words(string page) => Regex.Replace(page, "<[^>]*>|\"[^\"]{60,}\"", "");

    private Task SendDueAsync() => _app.Services.GetRequiredService<EmailDispatcher>().SendDueAsync(Cancel);

    private Task<int> WaitingAsync() => _app.Database.ReadAsync(db => db.Set<OutgoingEmail>().CountAsync(Cancel), Cancel);

    private async Task<string> ForgetAsync(string email) =>
        await (await _client.SendFormAsync(AccountUrls.ForgotPath, ("Input.Email", email))).Content.ReadAsStringAsync(Cancel);

    private async Task<string> SignUpAsync(string email) =>
        await (await _client.SendFormAsync(AccountUrls.RegisterPath, ("Address.Email", email))).Content.ReadAsStringAsync(Cancel);

    private Task<List<string>> EmailsAsync() => _app.Database.ReadAsync(db => db.Set<AppUser>().Select(user => user.Email!).ToListAsync(Cancel), Cancel);

    private async Task<string> ResetAsync(string path, string password) =>
        await (await _client.SendFormAsync(path, ("Input.Password", password))).Content.ReadAsStringAsync(Cancel);

    [GeneratedRegex(@"https://\S+")]
    private static partial Regex Link();
}
