using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Creators;

/// <summary>Scrapes to import in tests.</summary>
internal static class Scrapes
{
    public static readonly DateTimeOffset Day1 = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Day2 = Day1.AddDays(1);

    public static ImportedProfile Profile(string externalId, string username) => new(externalId, username)
    {
        FullName = "Ada Example",
        Biography = "Runs.",
        ExternalUrls = [new ExternalUrl("Shop", "https://example.com/shop")],
        Category = "None,Entrepreneur",
        Verified = true,
        Business = true,
        Followers = 1000,
        Following = 50,
        PostsCount = 3,
        AvatarUrl = "https://scontent.cdninstagram.com/v/avatar.jpg?oh=1",
    };

    public static ImportedPost Post(string id, int daysAgo = 2) => new(id, $"S{id}", PostType.Image, Day1.AddDays(-daysAgo))
    {
        Likes = 10,
        Comments = 2,
        Caption = "Hello #World @someone",
        Url = $"https://www.instagram.com/p/S{id}/",
        ThumbnailUrl = $"https://scontent.cdninstagram.com/v/{id}.jpg?oh=1",
    };

    public static Task<Guid> ImportAsync(
        this TestDatabase test, ImportedProfile profile, DateTimeOffset scrapedAt, IReadOnlyList<ImportedPost>? posts = null,
        string? requested = null) =>
        test.Database.WriteAsync(
            (db, token) => CreatorImporter.ImportAsync(
                db, profile, posts ?? [], requested ?? profile.Username.ToLowerInvariant(), "sandbox", scrapedAt, token),
            TestContext.Current.CancellationToken);
}
