using System.Net;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Operations;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Operations;

public sealed class OperationsAccessTests : IDisposable
{
    private const string Email = "owner@example.com";
    private const string Password = "correct horse";

    private readonly AppFixture _app = new(
        "Production", ("Bootstrap:AdminEmail", Email), ("Bootstrap:AdminPassword", Password));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task For_anybody_but_an_operator_the_page_does_not_exist()
    {
        var client = await _app.StartAsync();
        Assert.Equal((HttpStatusCode.NotFound, false), await OpenAsync(client));
        Assert.Equal(HttpStatusCode.Redirect, await FileAsync(client));

        await client.SignInAsync(Email, Password);
        Assert.Equal((HttpStatusCode.OK, true), await OpenAsync(client));
        Assert.Equal(HttpStatusCode.OK, await FileAsync(client));
        Assert.Contains("href=\"/operations\"", await HomeAsync(client), StringComparison.Ordinal);

        await _app.Database.WriteAsync(
            (db, token) => db.Set<AppUser>().ExecuteUpdateAsync(set => set.SetProperty(user => user.IsOperator, false), token), Cancel);
        Assert.Equal((HttpStatusCode.NotFound, false), await OpenAsync(client));
        Assert.Equal(HttpStatusCode.NotFound, await FileAsync(client));
        Assert.DoesNotContain("href=\"/operations\"", await HomeAsync(client), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, bool IsShown)> OpenAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, OperationsUrls.OperationsPath) { Headers = { { "Accept", "text/html" } } };
        using var answer = await client.SendAsync(request, Cancel);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.NotEqual(html.Contains("Apify runs", StringComparison.Ordinal), html.Contains("There is nothing at this address", StringComparison.Ordinal));
        return (answer.StatusCode, html.Contains("Apify runs", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> FileAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/operations/tables/topics/versions/0", UriKind.Relative), Cancel);
        return answer.StatusCode;
    }

    private static Task<string> HomeAsync(HttpClient client) => client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel);
}
