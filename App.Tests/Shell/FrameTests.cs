using System.Net;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CreatorAnalytics.Tests.Shell;

public sealed class FrameTests : IDisposable
{
    private readonly AppFixture _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_browser_gets_words_for_an_unknown_address_and_a_program_only_the_status()
    {
        var client = await _app.StartAsync();

        var browser = await SendAsync(client, "/nothing/here", accept: "text/html");
        var program = await SendAsync(client, "/nothing/here", accept: "application/json");

        Assert.Equal(HttpStatusCode.NotFound, browser.StatusCode);
        Assert.Contains("There is nothing at this address", await BodyAsync(browser), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, program.StatusCode);
        Assert.DoesNotContain("<html", await BodyAsync(program), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_the_data_is_made_up_is_said_in_a_landmark_of_its_own()
    {
        var client = await _app.StartAsync();

        var page = await BodyAsync(await SendAsync(client, "/account/sign-in", accept: "text/html"));

        Assert.Matches("<aside [^>]*aria-label=\"Sandbox data\"[^>]*>Sandbox data:", page);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers_once()
    {
        var client = await _app.StartAsync();

        var page = await SendAsync(client, "/account/sign-in", accept: "text/html");

        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", page.Headers.GetValues("Referrer-Policy").Single());
    }

    [Theory]
    [InlineData("dark", "data-theme=\"dark\"")]
    [InlineData("light", "data-theme=\"light\"")]
    [InlineData("\" onload=\"x", "<html lang=\"en\">")]
    public async Task The_chosen_theme_is_in_the_first_byte_and_nothing_else_gets_in(string cookie, string html)
    {
        var client = await _app.StartAsync();
        client.DefaultRequestHeaders.Add("Cookie", $"ca-theme={Uri.EscapeDataString(cookie)}");

        var page = await BodyAsync(await SendAsync(client, "/account/sign-in", accept: "text/html"));

        Assert.Contains(html, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stylesheets_fonts_and_scripts_are_served_by_us()
    {
        var client = await _app.StartAsync();

        foreach (var path in new[] { "/app.css", "/shell.js", "/favicon.svg", "/fonts/inter-latin-wght-normal.woff2", "/fonts/OFL.txt" })
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, path, accept: "*/*")).StatusCode);
    }

    [Fact]
    public async Task Nothing_reads_the_keys_of_cookies_before_their_table_is_made()
    {
        await _app.StartAsync();

        Assert.DoesNotContain(_app.Services.GetServices<IHostedService>(), service => service.GetType().Name == "DataProtectionHostedService");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string url, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd(accept);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<string> BodyAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
