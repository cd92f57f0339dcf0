using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CreatorAnalytics.Tests.Creators.Scrapes;

namespace CreatorAnalytics.Tests.Creators;

public sealed class CreatorImporterTests : IDisposable
{
    private readonly TestDatabase _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_profile_and_its_posts_are_stored()
    {
        var comment = new ImportedComment("c1", "Fan", "Great") { Likes = 1, WrittenAt = Day1 };
        var id = await _test.ImportAsync(Profile("1", "Ada"), Day1, [Post("11") with { LatestComments = [comment] }, Post("12")]);

        var creator = await CreatorAsync(id);
        Assert.Equal(
            ("1", "ada", "Ada Example", "Entrepreneur"),
            (creator.ExternalId, creator.Username, creator.FullName, creator.Category));
        Assert.Equal([new ExternalUrl("Shop", "https://example.com/shop")], creator.ExternalUrls);
        Assert.Equal((1000, 50, 3), (creator.Followers, creator.Following, creator.PostsCount));
        Assert.Equal(Day1, creator.LastScrapedAt);
        Assert.Null(creator.FirstItemId);

        var post = (await PostsAsync(id))[0];
        Assert.Equal(("11", "S11", PostType.Image, 10, 2), (post.ExternalId, post.ShortCode, post.Type, post.Likes, post.Comments));
        Assert.Equal(["world"], post.Hashtags);
        Assert.Equal(["someone"], post.Mentions);
        var stored = Assert.Single(await AllAsync<PostComment>());
        Assert.Equal((post.Id, "fan", "Great"), (stored.PostId, stored.OwnerUsername, stored.Text));
    }

    [Fact]
    public async Task Importing_the_same_scrape_again_changes_nothing()
    {
        var profile = Profile("1", "ada") with { LatestPosts = [Post("11"), Post("13")] };
        ImportedPost[] posts = [Post("11") with { LatestComments = [new ImportedComment("c1", "fan", "Hi")] }, Post("12")];
        var id = await _test.ImportAsync(profile, Day1, posts, "old_ada");
        var before = await EverythingAsync();

        Assert.Equal(id, await _test.ImportAsync(profile, Day1, posts, "old_ada"));
        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task Each_scrape_leaves_one_snapshot_and_the_newest_values()
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1, [Post("11")]);
        await _test.ImportAsync(Profile("1", "ada") with { Followers = 1100 }, Day2, [Post("11") with { Likes = 20 }, Post("12")]);

        Assert.Equal(
            [(Day1, 1000L), (Day2, 1100L)],
            (await AllAsync<CreatorSnapshot>()).OrderBy(s => s.TakenAt).Select(s => (s.TakenAt, s.Followers)));
        var posts = await PostsAsync(id);
        Assert.Equal([("11", 20L, Day1), ("12", 10L, Day2)], posts.Select(p => (p.ExternalId, p.Likes!.Value, p.FirstSeenAt)));
    }

    [Fact]
    public async Task An_older_scrape_that_comes_late_overwrites_nothing()
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day2, [Post("11") with { Likes = 20 }]);
        await _test.ImportAsync(Profile("1", "ada_old") with { Followers = 900 }, Day1, [Post("11"), Post("10")]);

        var creator = await CreatorAsync(id);
        Assert.Equal(("ada", 1000L, Day2), (creator.Username, creator.Followers!.Value, creator.LastScrapedAt));
        Assert.Equal([("10", 10L), ("11", 20L)], (await PostsAsync(id)).Select(p => (p.ExternalId, p.Likes!.Value)));
        Assert.Equal(2, (await AllAsync<CreatorSnapshot>()).Count);
        Assert.Equal(Day1, (await PostsAsync(id))[1].FirstSeenAt);
    }

    [Fact]
    public async Task The_posts_actors_row_wins_over_the_profiles()
    {
        var profile = Profile("1", "ada") with { LatestPosts = [Post("11") with { Likes = 1 }, Post("12") with { Likes = 2 }] };
        var id = await _test.ImportAsync(profile, Day1, [Post("11") with { Likes = 100 }]);

        Assert.Equal([("11", 100L), ("12", 2L)], (await PostsAsync(id)).Select(p => (p.ExternalId, p.Likes!.Value)));
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(null)]
    public async Task Hidden_likes_are_unknown_and_not_zero(long? likes)
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1, [Post("11")]);
        await _test.ImportAsync(Profile("1", "ada"), Day2, [Post("11") with { Likes = likes }]);

        Assert.Null(Assert.Single(await PostsAsync(id)).Likes);
    }

    [Fact]
    public async Task Plays_that_a_later_row_does_not_mention_stay()
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1, [Post("11") with { Plays = 500, Views = 90 }]);
        await _test.ImportAsync(Profile("1", "ada") with { LatestPosts = [Post("11") with { Views = 95 }] }, Day2);

        var post = Assert.Single(await PostsAsync(id));
        Assert.Equal((500L, 95L), (post.Plays, post.Views));
    }

    [Fact]
    public async Task A_private_profile_keeps_its_header_and_the_posts_known_before()
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1, [Post("11")]);
        await _test.ImportAsync(Profile("1", "ada") with { Private = true, Followers = 990 }, Day2);

        var creator = await CreatorAsync(id);
        Assert.Equal((true, 990L), (creator.Private, creator.Followers!.Value));
        Assert.Single(await PostsAsync(id));
    }

    [Fact]
    public async Task Counts_that_a_row_does_not_mention_stay_and_make_no_snapshot()
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1);
        await _test.ImportAsync(Profile("1", "ada") with { Followers = null, Following = null }, Day2);

        Assert.Equal((1000, 50), ((await CreatorAsync(id)).Followers, (await CreatorAsync(id)).Following));
        Assert.Single(await AllAsync<CreatorSnapshot>());
    }

    [Fact]
    public async Task A_renamed_creator_stays_the_same_and_is_found_by_both_names()
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1);
        Assert.Equal(id, await _test.ImportAsync(Profile("1", "ada_runs"), Day2, requested: "ada"));

        Assert.Equal("ada_runs", (await CreatorAsync(id)).Username);
        var found = await FindAsync("ada", "ada_runs", "nobody");
        Assert.Equal(["ada", "ada_runs"], found.Keys.Order());
        Assert.All(found.Values, known => Assert.Equal((id, "ada_runs"), (known.Id, known.Username)));
    }

    [Fact]
    public async Task A_username_that_moved_belongs_to_the_newest_holder()
    {
        var first = await _test.ImportAsync(Profile("1", "ada"), Day1);
        var second = await _test.ImportAsync(Profile("2", "ada"), Day2);

        Assert.Equal(("1", "ada"), ((await CreatorAsync(first)).Username, (await CreatorAsync(second)).Username));
        Assert.Equal(second, (await FindAsync("ada"))["ada"].Id);

        await _test.ImportAsync(Profile("1", "ada_b"), Day2.AddDays(1));
        Assert.Equal(first, (await FindAsync("ada_b"))["ada_b"].Id);
        Assert.Equal(second, (await FindAsync("ada"))["ada"].Id);
    }

    [Fact]
    public async Task An_old_scrape_does_not_take_a_name_back()
    {
        var holder = await _test.ImportAsync(Profile("2", "ada"), Day2);
        var former = await _test.ImportAsync(Profile("1", "ada"), Day1);

        Assert.Equal("1", (await CreatorAsync(former)).Username);
        Assert.Equal(holder, (await FindAsync("ada"))["ada"].Id);
    }

    [Fact]
    public async Task Whoever_answers_to_a_name_takes_it_from_its_former_holder()
    {
        var former = await _test.ImportAsync(Profile("1", "ada"), Day1);
        var renamed = await _test.ImportAsync(Profile("2", "ada_two"), Day2, requested: "ada");

        Assert.Equal("1", (await CreatorAsync(former)).Username);
        Assert.Equal(renamed, (await FindAsync("ada"))["ada"].Id);
    }

    [Fact]
    public async Task Text_of_strangers_is_cut_cleaned_and_never_a_script()
    {
        var profile = Profile("1", "ada") with
        {
            FullName = "A\0da",
            Biography = new string('b', 999) + "🙂",
            ExternalUrls = [new ExternalUrl("x", "javascript:alert(1)"), new ExternalUrl(new string('t', 900), "http://example.com")],
            Category = "None",
            AvatarUrl = "data:image/png;base64,AAAA",
        };
        var id = await _test.ImportAsync(profile, Day1, [Post("11") with { Caption = new string('c', 9000), Url = "javascript:1" }]);

        var creator = await CreatorAsync(id);
        Assert.Equal(
            ("Ada", new string('b', 999), null, null),
            (creator.FullName, creator.Biography, creator.Category, creator.AvatarSourceUrl));
        Assert.Equal([new ExternalUrl(new string('t', 200), "http://example.com")], creator.ExternalUrls);
        var post = Assert.Single(await PostsAsync(id));
        Assert.Equal((4000, "https://www.instagram.com/p/S11/"), (post.Caption!.Length, post.Url));
    }

    [Fact]
    public async Task A_post_without_a_caption_takes_the_actors_lists_trimmed()
    {
        var row = Post("11") with { Caption = null, Hashtags = ["Artemis,", "#Moon"], Mentions = ["NASAUniverse’s", "esa."] };
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1, [row]);

        var post = Assert.Single(await PostsAsync(id));
        Assert.Equal(["artemis", "moon"], post.Hashtags);
        Assert.Equal(["nasauniverse", "esa"], post.Mentions);
    }

    [Theory]
    [InlineData("", "ada")]
    [InlineData("1", " ")]
    public async Task What_has_no_id_or_no_name_is_not_a_profile(string externalId, string username) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _test.ImportAsync(Profile(externalId, username), Day1, requested: "ada"));

    private async Task<IReadOnlyDictionary<string, KnownCreator>> FindAsync(params string[] names) =>
        await _test.Database.ReadAsync(
            db => CreatorDirectory.FindAsync(db, names, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private async Task<Creator> CreatorAsync(Guid id) => (await AllAsync<Creator>()).Single(c => c.Id == id);

    private async Task<List<CreatorPost>> PostsAsync(Guid id) =>
        [.. (await AllAsync<CreatorPost>()).Where(p => p.CreatorId == id).OrderBy(p => p.ExternalId)];

    private Task<List<T>> AllAsync<T>()
        where T : class =>
        _test.Database.ReadAsync(
            db => db.Set<T>().ToListAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private async Task<string> EverythingAsync() => System.Text.Json.JsonSerializer.Serialize(new
    {
        Creators = await AllAsync<Creator>(),
        Names = await AllAsync<CreatorUsername>(),
        Posts = await AllAsync<CreatorPost>(),
        Comments = await AllAsync<PostComment>(),
        Snapshots = await AllAsync<CreatorSnapshot>(),
    });
}
