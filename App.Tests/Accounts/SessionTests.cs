using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Accounts;

/// <summary>Sessions through the whole application: two browsers with a cookie each.</summary>
public sealed partial class SessionTests : IAsyncLifetime
{
    private const string Email = "owner@example.com";
    private const string Password = "correct horse";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private const string Safari =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

    private readonly AppFixture _app = new("Production", ("Bootstrap:AdminEmail", Email), ("Bootstrap:AdminPassword", Password));
    private HttpClient _here = null!;
    private HttpClient _elsewhere = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _elsewhere = await SignedInAsync(Safari);
        _here = await SignedInAsync(Firefox);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task The_page_lists_each_browser_and_says_which_one_this_is()
    {
        var here = Words(await ReadAsync(_here));
        var elsewhere = Words(await ReadAsync(_elsewhere));

        Assert.Matches("Firefox on Linux · this browser .*Safari on iPhone · last seen", here);
        Assert.Matches("Safari on iPhone · this browser .*Firefox on Linux · last seen", elsewhere);
    }

    [Fact]
    public async Task A_browser_that_is_signed_out_from_another_opens_nothing_any_more_and_the_other_goes_on()
    {
        var left = await PrincipalAsync("Safari on iPhone");
        Assert.NotNull(await CallerAsync(left));

        var page = await EndAsync(_here, SessionOf(left));

        Assert.Contains("Safari on iPhone is signed out within seconds.", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(_elsewhere));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_here));

        // What an open page asks every few seconds.
        Assert.Null(await CallerAsync(left));
        Assert.NotNull(await CallerAsync(await PrincipalAsync("Firefox on Linux")));
        Assert.Equal(["Safari on iPhone"], await EndedAsync());
        Assert.Contains("That browser was signed out before.", await EndAsync(_here, SessionOf(left)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_others_can_be_signed_out_at_once()
    {
        await SignedInAsync(Safari);

        var page = await SendAsync(_here, ("_handler", "sign-out-elsewhere"));

        Assert.DoesNotContain("Safari on iPhone", page, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (await StatusAsync(_here), await StatusAsync(_elsewhere)));
        Assert.Equal(["All others"], await EndedAsync());
    }

    [Fact]
    public async Task A_new_password_leaves_only_the_browser_that_it_was_set_in()
    {
        await _here.SendFormAsync(AccountUrls.AccountPath, ("Password.Current", Password), ("Password.Next", "battery staple"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (await StatusAsync(_here), await StatusAsync(_elsewhere)));
        Assert.Equal(["Firefox on Linux"], await BrowsersAsync());
    }

    [Fact]
    public async Task Signing_out_and_a_password_that_was_reset_leave_no_row()
    {
        await _elsewhere.SendFormAsync("/audit");
        Assert.Equal(["Firefox on Linux"], await BrowsersAsync());

        var resets = _app.Services.GetRequiredService<PasswordResets>();
        var link = (await resets.CreateAsync(Email, Cancel))!;
        Assert.Null(await resets.UseAsync(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..], "battery staple", Cancel));

        Assert.Empty(await BrowsersAsync());
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(_here));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else()
    {
        var owner = await PrincipalAsync("Firefox on Linux");
        var stranger = new ClaimsPrincipal(new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, $"{Guid.CreateVersion7()}"), new(AccountClaims.SessionId, $"{SessionOf(owner)}")], "cookie"));
        var sessions = _app.Services.GetRequiredService<Sessions>();

        Assert.Null(await sessions.EndAsync(stranger, SessionOf(owner), Cancel));
        await sessions.EndOthersAsync(stranger, Cancel);

        Assert.False(await sessions.IsOpenAsync(stranger, Cancel));
        Assert.Empty(await sessions.ListAsync(stranger, Cancel));
        Assert.Equal(2, (await BrowsersAsync()).Count);
    }

    private async Task<HttpClient> SignedInAsync(string userAgent)
    {
        var client = _app.NewClient();
        client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
        Assert.Equal(HttpStatusCode.Redirect, (await client.SignInAsync(Email, Password)).StatusCode);
        return client;
    }

    private static Task<string> ReadAsync(HttpClient client) => client.GetStringAsync(new Uri(AccountUrls.AccountPath, UriKind.Relative), Cancel);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client) =>
        (await client.GetAsync(new Uri(AccountUrls.AccountPath, UriKind.Relative), Cancel)).StatusCode;

    private static Task<string> EndAsync(HttpClient client, Guid id) => SendAsync(client, ("_handler", "end-session"), ("Ending.Id", $"{id}"));

    /// <summary>Presses a button, as a browser does that has the page open.</summary>
    private static async Task<string> SendAsync(HttpClient client, params (string Name, string Value)[] fields)
    {
        var token = AntiforgeryField().Match(await ReadAsync(client)).Groups[1].Value;
        using var content = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        var answer = await client.PostAsync(new Uri(AccountUrls.AccountPath, UriKind.Relative), content, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static string Words(string page) => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(page, "")), " ");

    private static Guid SessionOf(ClaimsPrincipal principal) => Sessions.IdOf(principal)!.Value;

    private Task<Caller?> CallerAsync(ClaimsPrincipal principal) => _app.Services.GetRequiredService<CallerResolver>().ForPrincipalAsync(principal, Cancel);

    private Task<List<string>> BrowsersAsync() =>
        _app.Database.ReadAsync(db => db.Set<Session>().Select(s => s.Browser).OrderBy(browser => browser).ToListAsync(Cancel), Cancel);

    private Task<List<string?>> EndedAsync() => _app.Database.ReadAsync(
        db => db.Set<AuditEntry>().Where(entry => entry.Kind == AuditKind.SessionsEnded).Select(entry => entry.Subject).ToListAsync(Cancel), Cancel);

    /// <summary>Whom an open page of that browser holds.</summary>
    private Task<ClaimsPrincipal> PrincipalAsync(string browser) => _app.Database.ReadAsync(
        async db =>
        {
            var session = await db.Set<Session>().SingleAsync(s => s.Browser == browser, Cancel);
            var stamp = await db.Set<AppUser>().Select(user => user.SecurityStamp!).SingleAsync(Cancel);
            return new ClaimsPrincipal(new ClaimsIdentity(
                [
                    new(ClaimTypes.NameIdentifier, $"{session.UserId}"), new(new ClaimsIdentityOptions().SecurityStampClaimType, stamp),
                    new(AccountClaims.SessionId, $"{session.Id}"),
                ],
                "cookie"));
        },
        Cancel);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex AntiforgeryField();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <summary>How long sessions are kept and when they were last seen, by a clock that the test moves.</summary>
public sealed class SessionTimeTests : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Guid _userId = Guid.CreateVersion7();
    private readonly SessionUse _use;
    private readonly Sessions _sessions;

    public SessionTimeTests()
    {
        _use = new SessionUse(_test.Database, _time, Microsoft.Extensions.Logging.Abstractions.NullLogger<SessionUse>.Instance);
        _sessions = new Sessions(_test.Database, _use, new AccessChanges(), _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _use.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task When_a_session_was_seen_is_written_later_and_once_however_often_it_was()
    {
        var principal = await OpenAsync();
        var start = _time.GetUtcNow();
        for (var n = 0; n < 5; n++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.True(await _sessions.IsOpenAsync(principal, Cancel));
        }

        Assert.Equal(start, Assert.Single(await _sessions.ListAsync(principal, Cancel)).LastSeenAt);
        await _use.WriteAsync(Cancel);
        Assert.Equal(start.AddSeconds(50), Assert.Single(await _sessions.ListAsync(principal, Cancel)).LastSeenAt);
        var writes = 0;
        _test.BeforeTransaction = () => writes++;
        await _use.WriteAsync(Cancel);
        Assert.Equal(0, writes);
    }

    [Fact]
    public async Task Sessions_whose_cookie_has_long_expired_are_gone_when_somebody_signs_in()
    {
        await OpenAsync();
        _time.Advance(SignInCookie.Lifetime);
        var used = await OpenAsync();
        Assert.Equal(2, (await _sessions.ListAsync(used, Cancel)).Count);

        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        await OpenAsync();

        Assert.Equal(2, (await _sessions.ListAsync(used, Cancel)).Count);
        Assert.True(await _sessions.IsOpenAsync(used, Cancel));
    }

    [Fact]
    public async Task A_cookie_without_a_session_opens_nothing()
    {
        await OpenAsync();

        Assert.False(await _sessions.IsOpenAsync(Principal(session: null), Cancel));
    }

    private async Task<ClaimsPrincipal> OpenAsync()
    {
        await _test.Database.WriteAsync(
            async (db, token) =>
            {
                if (!await db.Set<AppUser>().AnyAsync(token))
                    db.Add(new AppUser { Id = _userId, UserName = "ana" });
            },
            Cancel);
        return Principal(await _sessions.OpenAsync(_userId, "Firefox", Cancel));
    }

    private ClaimsPrincipal Principal(Guid? session)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, $"{_userId}")], "cookie");
        if (session is not null)
            identity.AddClaim(new Claim(AccountClaims.SessionId, $"{session}"));
        return new ClaimsPrincipal(identity);
    }
}
