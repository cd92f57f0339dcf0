using System.Net;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Accounts;

public sealed class SignInTests : IDisposable
{
    private const string Email = "owner@example.com";
    private const string Password = "correct horse";

    private readonly AppFixture _app = new(
        "Production", ("Bootstrap:AdminEmail", Email), ("Bootstrap:AdminPassword", Password));

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task The_right_password_signs_in_and_opens_pages()
    {
        var client = await _app.StartAsync();

        var answer = await client.SignInAsync("Owner@Example.com ", Password);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", LocationOf(answer));
        Assert.Contains(Email, await ReadAsync(client, AccountUrls.ApiKeysPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anonymous_visitors_are_sent_to_sign_in_and_back()
    {
        var client = await _app.StartAsync();

        var away = await GetAsync(client, AccountUrls.ApiKeysPath);
        Assert.Equal("/account/sign-in?returnUrl=%2Faccount%2Fkeys", LocationOf(away));

        var back = await client.SignInAsync(Email, Password, "?returnUrl=%2Faccount%2Fkeys");
        Assert.Equal(AccountUrls.ApiKeysPath, LocationOf(back));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Nobody_is_sent_to_another_host(string returnUrl)
    {
        var client = await _app.StartAsync();

        var answer = await client.SignInAsync(Email, Password, $"?returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal("/", LocationOf(answer));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_page()
    {
        var client = await _app.StartAsync();

        var wrong = await client.SignInAsync(Email, "wrong password");
        var unknown = await client.SignInAsync("nobody@example.com", "wrong password");

        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        var text = Shown(await BodyAsync(wrong));
        Assert.Contains(PasswordSignIn.Refusal, text, StringComparison.Ordinal);
        Assert.Equal(
            text.Replace(Email, "nobody@example.com", StringComparison.Ordinal),
            Shown(await BodyAsync(unknown)));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        var client = await _app.StartAsync();
        for (var n = 0; n < PasswordSignIn.TriesBeforeLockout; n++)
            await client.SignInAsync(Email, "wrong password");

        var answer = await client.SignInAsync(Email, Password);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(PasswordSignIn.Refusal, Shown(await BodyAsync(answer)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_wrong_passwords_lock_nothing()
    {
        var client = await _app.StartAsync();
        for (var n = 1; n < PasswordSignIn.TriesBeforeLockout; n++)
            await client.SignInAsync(Email, "wrong password");

        var answer = await client.SignInAsync(Email, Password);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task Signing_out_needs_the_pages_token_and_ends_the_session()
    {
        var client = await _app.StartAsync();
        await client.SignInAsync(Email, Password);

        var forged = await client.PostAsync(new Uri(AccountUrls.SignOutPath, UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, AccountUrls.ApiKeysPath)).StatusCode);

        var signedOut = await client.SendFormAsync(AccountUrls.ApiKeysPath, ("__RequestVerificationToken", await TokenAsync(client)));
        Assert.Equal(AccountUrls.SignInPath, LocationOf(signedOut));
        Assert.Equal(HttpStatusCode.Redirect, (await GetAsync(client, AccountUrls.ApiKeysPath)).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_works_over_plain_http()
    {
        var client = await _app.StartAsync();

        var answer = await client.SignInAsync(Email, Password);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("creator-analytics=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Too_many_attempts_from_one_address_are_slowed_down()
    {
        using var app = new AppFixture("Production", ("Accounts:SignInBurst", "1"), ("Accounts:SignInsPerMinute", "1"));
        var client = await app.StartAsync();

        var answers = new List<HttpResponseMessage>();
        for (var n = 0; n < 5; n++)
            answers.Add(await client.SignInAsync($"person{n}@example.com", "wrong password"));

        Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
        var slowed = answers.First(answer => answer.StatusCode is HttpStatusCode.TooManyRequests);
        Assert.Equal("60", slowed.Headers.GetValues("Retry-After").Single());
    }

    private static async Task<string> TokenAsync(HttpClient client)
    {
        var page = await ReadAsync(client, AccountUrls.ApiKeysPath);
        const string Start = "name=\"__RequestVerificationToken\" value=\"";
        var from = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return page[from..page.IndexOf('"', from)];
    }

    private static string? LocationOf(HttpResponseMessage answer) =>
        answer.Headers.Location is { IsAbsoluteUri: true } absolute ? absolute.PathAndQuery : answer.Headers.Location?.OriginalString;

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string url) =>
        client.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);

    private static Task<string> ReadAsync(HttpClient client, string url) =>
        client.GetStringAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);

    private static Task<string> BodyAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>The page without the hidden fields, whose tokens differ each time.</summary>
    private static string Shown(string page) => WebUtility.HtmlDecode(
        System.Text.RegularExpressions.Regex.Replace(page, "<input type=\"hidden\"[^>]*>|<!--.*?-->", ""));
}
