using System.Net;
using System.Net.Http.Headers;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Callers ask only for what has changed, and only for what they want of it; and not too often.</summary>
public sealed class ETagTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_not_changed_is_304_without_a_body_and_what_has_is_sent()
    {
        var job = await api.RunAsync("ada");
        foreach (var url in new[] { $"/api/v1/jobs/{job["jobId"]}/status", $"/api/v1/jobs/{job["jobId"]}/results", "/api/v1/creators/ada" })
        {
            var first = await api.Client.GetAsync(new Uri(url, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            var again = await GetAsync(url, first.Headers.ETag!);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync(Cancel));
            Assert.Equal(first.Headers.ETag, again.Headers.ETag);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, new EntityTagHeaderValue("\"other\""))).StatusCode);
        }
    }

    [Fact]
    public async Task Only_the_members_asked_for_come()
    {
        var job = await api.RunAsync("ada");

        Assert.Equal(
            ["username", "version"],
            (await api.GetAsync("/api/v1/creators/ada?fields=version,username")).AsObject().Select(member => member.Key).Order());
        var results = await api.GetAsync($"/api/v1/jobs/{job["jobId"]}/results?fields=username");
        Assert.Equal("""{"username":"ada"}""", results["results"]![0]!["report"]!.ToJsonString());
        await ApiFixture.ProblemAsync(
            await api.Client.GetAsync(new Uri("/api/v1/creators/ada?fields=secret", UriKind.Relative), Cancel), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_key_is_told_what_it_has_left_and_stopped_when_it_has_nothing()
    {
        var limited = new ApiFixture(("Api:RequestsPerSecond", "1"), ("Api:RequestBurst", "5"));
        await limited.InitializeAsync();
        await using var app = limited;

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => limited.Client.GetAsync(new Uri("/api/v1/credits", UriKind.Relative), Cancel)));

        Assert.Equal("5", answers[0].Headers.GetValues("RateLimit-Limit").Single());
        var refused = answers.Where(answer => answer.StatusCode is HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.Contains(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        await ApiFixture.ProblemAsync(refused[0], HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal(TimeSpan.FromSeconds(1), refused[0].Headers.RetryAfter!.Delta);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await limited.Other.GetAsync(new Uri("/api/v1/credits", UriKind.Relative), Cancel)).StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string url, EntityTagHeaderValue known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        request.Headers.IfNoneMatch.Add(known);
        return await api.Client.SendAsync(request, Cancel);
    }
}
