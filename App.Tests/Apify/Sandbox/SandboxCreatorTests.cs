using System.Text.Json.Nodes;

namespace CreatorAnalytics.Tests.Apify.Sandbox;

public sealed class SandboxCreatorTests
{
    [Fact]
    public async Task The_same_seed_and_name_give_the_same_creator_in_two_sandboxes()
    {
        var time = SandboxClient.Noon();
        var seen = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var sandbox = await SandboxClient.StartAsync(time, options => options.TimeScale = 0);
            var origin = sandbox.Http.BaseAddress!.ToString();
            seen.Add((await sandbox.ScrapeAsync(SandboxClient.Profiles, "mila")).ToJsonString().Replace(origin, "", StringComparison.Ordinal)
                + (await sandbox.ScrapeAsync(SandboxClient.Posts, "mila")).ToJsonString().Replace(origin, "", StringComparison.Ordinal));
        }

        Assert.Equal(seen[0], seen[1]);
    }

    [Fact]
    public async Task Another_seed_gives_another_creator()
    {
        await using var one = await SandboxClient.StartAsync();
        await using var two = await SandboxClient.StartAsync(configure: options => options.Seed = 2);

        Assert.NotEqual(
            (await one.ScrapeAsync(SandboxClient.Profiles, "mila"))[0]!["id"]!.ToString(),
            (await two.ScrapeAsync(SandboxClient.Profiles, "mila"))[0]!["id"]!.ToString());
    }

    [Fact]
    public async Task Days_later_old_posts_are_the_same_and_new_ones_have_come()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time, options => options.TimeScale = 0);
        var before = await PostsAsync(sandbox);
        time.Advance(TimeSpan.FromDays(20));
        var after = await PostsAsync(sandbox);

        var both = before.Keys.Intersect(after.Keys).ToList();
        Assert.NotEmpty(both);
        Assert.All(both, id => Assert.Equal(Lasting(before[id]), Lasting(after[id])));
        Assert.NotEmpty(after.Keys.Except(before.Keys));
        Assert.All(after.Values, post => Assert.True(DateTimeOffset.Parse(post["timestamp"]!.ToString(), null) <= time.GetUtcNow()));

        static async Task<Dictionary<string, JsonNode>> PostsAsync(SandboxClient sandbox)
        {
            var input = SandboxClient.PostsOf("mila");
            input["resultsLimit"] = 60;
            var rows = await sandbox.RowsAsync(await sandbox.CallAsync(SandboxClient.Posts, input));
            Assert.Equal(60, rows.Count);
            return rows.ToDictionary(row => row!["id"]!.ToString(), row => row!);
        }

        static string Lasting(JsonNode post) => $"{post["shortCode"]} {post["timestamp"]} {post["type"]} {post["caption"]} {post["displayUrl"]}";
    }

    [Fact]
    public async Task Creators_are_lifelike_in_size_engagement_language_and_kind_of_post()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var run = await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names([.. Enumerable.Range(0, 400).Select(i => $"creator{i}")]));
        var rows = (await sandbox.RowsAsync(run)).Select(row => row!).ToList();
        var followers = rows.Select(row => row["followersCount"]!.GetValue<long>()).Order().ToList();
        var posts = rows.SelectMany(row => row["latestPosts"]!.AsArray()).Select(post => post!).ToList();

        Assert.Equal(400, rows.Select(row => row["id"]!.ToString()).Distinct().Count());
        Assert.InRange(followers[200], 8_000, 45_000);
        Assert.InRange(followers.Count(count => count > 1_000_000), 2, 32);
        Assert.InRange(Engagement(row => row["followersCount"]!.GetValue<long>() < 5_000), 0.02, 0.09);
        Assert.InRange(Engagement(row => row["followersCount"]!.GetValue<long>() > 200_000), 0.003, 0.02);
        Assert.Equal(["Image", "Sidecar", "Video"], posts.Select(post => post["type"]!.ToString()).Distinct().Order());
        Assert.Contains(posts, post => post["likesCount"]!.GetValue<long>() == -1);
        Assert.Contains(posts, post => post["isPinned"] is not null);
        Assert.All(posts.Where(post => post["type"]!.ToString() == "Video"), post => Assert.True(post["videoViewCount"]!.GetValue<long>() > 0));
        Assert.All(posts.Where(post => post["type"]!.ToString() != "Video"), post => Assert.False(post.AsObject().ContainsKey("videoViewCount")));

        double Engagement(Func<JsonNode, bool> which)
        {
            var rates = rows.Where(which)
                .SelectMany(row => row["latestPosts"]!.AsArray().Select(post => (double)post!["likesCount"]!.GetValue<long>() / row["followersCount"]!.GetValue<long>()))
                .Where(rate => rate >= 0)
                .Order()
                .ToList();
            return rates[rates.Count / 2];
        }
    }

    [Fact]
    public async Task Rows_have_the_keys_of_the_actors_and_no_other()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var names = Enumerable.Range(0, 30).Select(i => $"creator{i}").ToArray();

        var profiles = await KeysAsync(SandboxClient.Profiles, SandboxClient.Names(names));
        var posts = await KeysAsync(SandboxClient.Posts, SandboxClient.PostsOf(names));

        Assert.Equal(ProfileKeys.Order(), profiles.Order());
        Assert.Equal(PostKeys.Order(), posts.Order());

        async Task<HashSet<string>> KeysAsync(string actor, JsonObject input) =>
            [.. (await sandbox.RowsAsync(await sandbox.CallAsync(actor, input))).SelectMany(row => row!.AsObject().Select(field => field.Key))];
    }

    private static readonly string[] ProfileKeys =
    [
        "inputUrl", "id", "username", "url", "fullName", "biography", "externalUrls", "followersCount", "followsCount", "private", "verified",
        "profilePicUrl", "profilePicUrlHD", "postsCount", "latestPosts", "hasChannel", "highlightReelCount", "isBusinessAccount", "joinedRecently",
        "businessCategoryName", "igtvVideoCount", "relatedProfiles", "latestIgtvVideos", "fbid", "externalUrl", "externalUrlShimmed",
    ];

    private static readonly string[] PostKeys =
    [
        "inputUrl", "id", "type", "shortCode", "caption", "hashtags", "mentions", "url", "commentsCount", "firstComment", "latestComments",
        "displayUrl", "images", "likesCount", "timestamp", "dimensionsHeight", "dimensionsWidth", "videoUrl", "audioUrl", "alt", "videoViewCount",
        "videoPlayCount", "childPosts", "locationName", "locationId", "ownerFullName", "ownerUsername", "ownerId", "productType", "videoDuration",
        "isSponsored", "paidPartnership", "sponsors", "isPinned", "taggedUsers", "coauthorProducers", "musicInfo", "isCommentsDisabled",
    ];
}
