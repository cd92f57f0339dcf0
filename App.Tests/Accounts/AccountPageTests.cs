using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Accounts;

public sealed partial class AccountPageTests : IDisposable
{
    private const string Email = "owner@example.com";
    private const string Password = "correct horse";

    private readonly AppFixture _app = new(
        "Production", ("Bootstrap:AdminEmail", Email), ("Bootstrap:AdminPassword", Password));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_new_password_works_and_the_old_one_no_longer()
    {
        var client = await SignedInAsync();

        var page = await SendAsync(client, ("Password.Current", Password), ("Password.Next", "battery staple"));

        Assert.Contains("Your password is changed", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(AccountUrls.AccountPath, UriKind.Relative), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _app.NewClient().SignInAsync(Email, Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await _app.NewClient().SignInAsync(Email, "battery staple")).StatusCode);
    }

    [Theory]
    [InlineData("wrong password", "battery staple", OwnAccount.WrongPassword)]
    [InlineData(Password, "short", "A password needs at least 8 characters.")]
    public async Task A_password_is_not_changed_without_the_current_one_or_to_a_short_one(string current, string next, string problem)
    {
        var client = await SignedInAsync();

        Assert.Contains(problem, await SendAsync(client, ("Password.Current", current), ("Password.Next", next)), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await _app.NewClient().SignInAsync(Email, Password)).StatusCode);
    }

    [Fact]
    public async Task Guessing_the_current_password_on_an_open_session_locks_the_account()
    {
        var client = await SignedInAsync();
        for (var n = 0; n < PasswordSignIn.TriesBeforeLockout; n++)
            await SendAsync(client, ("Password.Current", "wrong password"), ("Password.Next", "battery staple"));

        var page = await SendAsync(client, ("Password.Current", Password), ("Password.Next", "battery staple"));

        Assert.Contains(OwnAccount.WrongPassword, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_second_step_on_a_password_alone_opens_nothing_and_a_code_does()
    {
        var (client, key, _) = await WithSecondStepAsync();
        Assert.Contains("Two-step sign-in", await ReadAsync(client), StringComparison.Ordinal);

        var visitor = _app.NewClient();
        var first = await visitor.SignInAsync(Email, Password, "?returnUrl=%2Fteam");
        Assert.Equal("/account/second-step?returnUrl=%2Fteam", PathOf(first));
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync(new Uri(AccountUrls.TeamPath, UriKind.Relative), Cancel)).StatusCode);

        var wrong = await visitor.SendFormAsync("/account/second-step?returnUrl=%2Fteam", ("Input.Code", WrongCode(key)));
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        Assert.Equal("/team", PathOf(await visitor.SendFormAsync("/account/second-step?returnUrl=%2Fteam", ("Input.Code", CodeOf(key)))));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(new Uri(AccountUrls.TeamPath, UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once()
    {
        var (_, _, recoveryCodes) = await WithSecondStepAsync();
        Assert.Equal(OwnAccount.RecoveryCodes, recoveryCodes.Distinct().Count());

        foreach (var expected in new[] { HttpStatusCode.Redirect, HttpStatusCode.OK })
        {
            var visitor = _app.NewClient();
            await visitor.SignInAsync(Email, Password);
            Assert.Equal(expected, (await visitor.SendFormAsync(AccountUrls.SecondStepPath, ("Input.Code", recoveryCodes[0]))).StatusCode);
        }
    }

    [Fact]
    public async Task The_second_step_is_not_turned_on_by_a_wrong_code_and_turned_off_only_with_the_password()
    {
        var client = await SignedInAsync();
        await PressAsync(client, "second-step-start");
        var key = KeyOn(await ReadAsync(client));
        Assert.Contains("That code does not fit", await SendAsync(client, ("Confirmation.Code", WrongCode(key))), StringComparison.Ordinal);
        Assert.Equal("/", PathOf(await _app.NewClient().SignInAsync(Email, Password)));

        await SendAsync(client, ("Confirmation.Code", CodeOf(key)));
        var refused = await SendAsync(client, ("SecondStepChange.Password", "wrong password"), ("SecondStepChange.TurnOff", "true"));
        Assert.Contains(OwnAccount.WrongPassword, refused, StringComparison.Ordinal);
        Assert.Equal(AccountUrls.SecondStepPath, PathOf(await _app.NewClient().SignInAsync(Email, Password)));

        var off = await SendAsync(client, ("SecondStepChange.Password", Password), ("SecondStepChange.TurnOff", "true"));
        Assert.Contains("Two-step sign-in is off.", off, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg class=\"qr\"", off, StringComparison.Ordinal);
        Assert.Equal("/", PathOf(await _app.NewClient().SignInAsync(Email, Password)));
    }

    [Fact]
    public async Task The_page_of_the_second_step_is_of_no_use_without_the_first()
    {
        var client = await _app.StartAsync();

        Assert.Equal(AccountUrls.SignInPath, PathOf(await client.GetAsync(new Uri(AccountUrls.SecondStepPath, UriKind.Relative), Cancel)));
    }

    [Fact]
    public async Task The_only_operator_and_the_only_owner_of_others_stay_and_say_why()
    {
        var client = await SignedInAsync();
        Assert.Contains("only operator", await SendAsync(client, ("Deletion.Password", Password)), StringComparison.Ordinal);

        var (owner, team) = await OtherTeamAsync();
        var guest = await MemberAsync(team, TeamRole.Member);
        Assert.Contains("only owner of Other", await DeletionAsync(owner), StringComparison.Ordinal);
        Assert.Null(await DeletionAsync(guest));
        Assert.Null(await DeletionAsync(owner));
    }

    [Fact]
    public async Task Two_owners_who_delete_their_accounts_at_once_leave_no_team_of_members_without_an_owner()
    {
        await _app.StartAsync();
        var (owner, team) = await OtherTeamAsync();
        var second = await MemberAsync(team, TeamRole.Owner);
        await MemberAsync(team, TeamRole.Member);

        await Task.WhenAll(new[] { owner, second }.Select(user => Task.Run(() => DeletionAsync(user))));

        Assert.Equal(1, await _app.Database.ReadAsync(db => db.Set<Membership>().CountAsync(m => m.TeamId == team && m.Role == TeamRole.Owner, Cancel), Cancel));
    }

    [Fact]
    public async Task A_deleted_account_is_signed_out_and_its_keys_are_gone()
    {
        var client = await _app.StartAsync();
        var (owner, team) = await OtherTeamAsync();
        await client.SignInAsync("other@example.com", "another horse");
        Assert.Contains(OwnAccount.WrongPassword, await SendAsync(client, ("Deletion.Password", "wrong password")), StringComparison.Ordinal);

        var answer = await client.SendFormAsync(AccountUrls.AccountPath, ("Deletion.Password", "another horse"));

        Assert.Equal(AccountUrls.SignInPath, PathOf(answer));
        Assert.Equal(HttpStatusCode.Redirect, (await client.GetAsync(new Uri(AccountUrls.AccountPath, UriKind.Relative), Cancel)).StatusCode);
        Assert.Equal((0, 0, 1), await _app.Database.ReadAsync(
            async db => (await db.Set<AppUser>().CountAsync(u => u.Id == owner, Cancel), await db.Set<ApiKey>().CountAsync(k => k.TeamId == team, Cancel),
                await db.Set<Team>().CountAsync(t => t.Id == team, Cancel)),
            Cancel));
    }

    private async Task<(HttpClient Client, string Key, List<string> RecoveryCodes)> WithSecondStepAsync()
    {
        var client = await SignedInAsync();
        await PressAsync(client, "second-step-start");
        var key = KeyOn(await ReadAsync(client));
        var page = await SendAsync(client, ("Confirmation.Code", CodeOf(key)));
        return (client, key, [.. RecoveryCode().Matches(page).Select(match => match.Groups[1].Value)]);
    }

    private async Task<HttpClient> SignedInAsync()
    {
        var client = await _app.StartAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await client.SignInAsync(Email, Password)).StatusCode);
        return client;
    }

    private static async Task<string> SendAsync(HttpClient client, params (string Name, string Value)[] fields)
    {
        var answer = await client.SendFormAsync(AccountUrls.AccountPath, fields);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Sends a form that has nothing to fill in.</summary>
    private static async Task PressAsync(HttpClient client, string form)
    {
        var token = Regex.Match(await ReadAsync(client), "name=\"__RequestVerificationToken\" value=\"([^\"]*)\"").Groups[1].Value;
        using var content = new FormUrlEncodedContent([new("_handler", form), new("__RequestVerificationToken", token)]);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri(AccountUrls.AccountPath, UriKind.Relative), content, Cancel)).StatusCode);
    }

    private static Task<string> ReadAsync(HttpClient client) => client.GetStringAsync(new Uri(AccountUrls.AccountPath, UriKind.Relative), Cancel);

    private static string KeyOn(string page) => KeyText().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);

    private static string? PathOf(HttpResponseMessage answer) =>
        answer.Headers.Location is { IsAbsoluteUri: true } absolute ? absolute.PathAndQuery : answer.Headers.Location?.OriginalString;

    private Task<string?> DeletionAsync(Guid userId) => _app.Services.GetRequiredService<AccountDeletion>().DeleteAsync(userId, Cancel);

    private async Task<(Guid Owner, Guid Team)> OtherTeamAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var created = Assert.IsType<TeamCreation.Created>(await scope.ServiceProvider.GetRequiredService<TeamRegistration>().CreateAsync(
            new NewTeam("Other", "other@example.com", "another horse", OpeningCredits: 0, ApiKey: "the-key-of-another-team-entirely-x"), Cancel));
        var owner = await _app.Database.ReadAsync(
            db => db.Set<Membership>().Where(m => m.TeamId == created.TeamId).Select(m => m.UserId).SingleAsync(Cancel), Cancel);
        return (owner, created.TeamId);
    }

    private async Task<Guid> MemberAsync(Guid team, TeamRole role)
    {
        var user = Guid.CreateVersion7();
        await _app.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new AppUser { Id = user, UserName = $"{user}@example.org", NormalizedUserName = $"{user}@EXAMPLE.ORG", Email = $"{user}@example.org", NormalizedEmail = $"{user}@EXAMPLE.ORG", ActiveTeamId = team });
                db.Add(new Membership { TeamId = team, UserId = user, Role = role });
                return Task.CompletedTask;
            },
            Cancel);
        return user;
    }

    /// <summary>What an authenticator app shows now: RFC 6238 with its defaults, written independently of Identity's.</summary>
    private static string CodeOf(string key, long steps = 0)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(key.TrimEnd('=').ToUpperInvariant().Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(n => Convert.ToByte(bits.Substring(n * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + steps);
#pragma warning disable CA5350 // The standard's hash.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var at = hash[^1] & 15;
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(at)) & 0x7fffffff) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>A code of the day after, which no clock's error makes right.</summary>
    private static string WrongCode(string key) => CodeOf(key, steps: 2880);

    [GeneratedRegex("<code[^>]*>([A-Z2-7 ]+)</code>")]
    private static partial Regex KeyText();

    [GeneratedRegex("<li[^>]*>([A-Z0-9]{5}-[A-Z0-9]{5})</li>")]
    private static partial Regex RecoveryCode();
}
