using System.Text.Json.Nodes;
using CreatorAnalytics.Apify;

namespace CreatorAnalytics.Tests.Api;

/// <summary>The library and lists by REST: filters, and pages that hold every creator once.</summary>
public sealed class LibraryTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/creators")]
    [InlineData("/api/v1/lists/{list}/creators")]
    public async Task Pages_hold_every_creator_once_though_others_come_meanwhile(string url)
    {
        var list = (string)(await ApiFixture.BodyAsync(await _api.PostAsync("/api/v1/lists", new { name = "Spring" })))["id"]!;
        url = url.Replace("{list}", list, StringComparison.Ordinal);
        await LookUpAsync("ada", "bea", "cleo", "dora");

        List<string> got = [];
        string? cursor = null;
        do
        {
            var page = await _api.GetAsync($"{url}?limit=1{(cursor is null ? "" : $"&cursor={cursor}")}");
            got.AddRange(Names(page));
            cursor = (string?)page["nextCursor"];
            await LookUpAsync($"new{got.Count}");
        }
        while (cursor is not null);

        Assert.Equal(["ada", "bea", "cleo", "dora"], got.Order());

        async Task LookUpAsync(params string[] usernames)
        {
            await _api.RunAsync(usernames);
            await _api.PostAsync($"/api/v1/lists/{list}/creators", new { usernames });
        }
    }

    [Theory]
    [InlineData("", "ada, bea, cleo")]
    [InlineData("minFollowers=200", "bea, cleo")]
    [InlineData("minFollowers=200&maxFollowers=299", "bea")]
    [InlineData("verified=true", "cleo")]
    [InlineData("search=EA&verified=false", "bea")]
    public async Task Creators_are_narrowed_down_in_pages_and_files(string filter, string expected)
    {
        _api.Scraper.Profile = username => new ProfileRow
        {
            Id = username,
            Username = username,
            FollowersCount = username switch { "ada" => 100, "bea" => 200, _ => 300 },
            Verified = username == "cleo",
        };
        await _api.RunAsync("ada", "bea", "cleo");

        Assert.Equal(expected, string.Join(", ", Names(await _api.GetAsync($"/api/v1/creators?{filter}")).Order()));
        var file = (await _api.GetAsync($"/api/v1/exports/creators?format=json&columns=username&{filter}")).AsArray();
        Assert.Equal(expected, string.Join(", ", file.Select(row => (string?)row!["username"]).Order()));
    }

    private static IEnumerable<string> Names(JsonNode page) =>
        page["items"]!.AsArray().Select(item => (string)(item!["creator"] ?? item)["username"]!);
}
