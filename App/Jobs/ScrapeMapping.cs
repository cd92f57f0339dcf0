using CreatorAnalytics.Apify;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Jobs;

/// <summary>The platform's rows as what Creators imports; the one place that knows both.</summary>
internal static class ScrapeMapping
{
    private const string ApifyStage = "apify";

    /// <summary>What the scrape could not bring, though the creator goes on.</summary>
    public static IReadOnlyList<ItemWarning> Warnings(StoredScrape scrape)
    {
        var warnings = new List<ItemWarning>();
        if (scrape.PostsPartial && scrape.Profile.Private is not true)
        {
            warnings.Add(new ItemWarning(
                ApifyStage, "posts_partial", "Only the latest posts could be read, so some figures rest on fewer posts than usual."));
        }

        if (scrape.Profile.Username is { } name && !string.Equals(name, scrape.Username, StringComparison.OrdinalIgnoreCase))
        {
            warnings.Add(new ItemWarning(
                ApifyStage, "username_changed", $"@{scrape.Username} is called @{name.ToLowerInvariant()} now."));
        }

        return warnings;
    }

    public static ImportedProfile Profile(StoredScrape scrape)
    {
        var row = scrape.Profile;
        return new ImportedProfile(row.Id!, row.Username ?? scrape.Username)
        {
            FullName = row.FullName,
            Biography = row.Biography,
            ExternalUrls = [.. Links(row)],
            Category = row.BusinessCategoryName,
            Verified = row.Verified is true,
            Private = row.Private is true,
            Business = row.IsBusinessAccount is true,
            Followers = row.FollowersCount,
            Following = row.FollowsCount,
            PostsCount = row.PostsCount,
            AvatarUrl = row.ProfilePicUrlHd ?? row.ProfilePicUrl,
            LatestPosts = [.. Posts(row.LatestPosts)],
        };
    }

    public static IReadOnlyList<ImportedPost> Posts(StoredScrape scrape) => [.. Posts(scrape.Posts)];

    private static IEnumerable<ExternalUrl> Links(ProfileRow row)
    {
        var links = row.ExternalUrls.Where(link => link.Url is not null).Select(link => new ExternalUrl(link.Title ?? "", link.Url!)).ToList();
        return links.Count == 0 && row.ExternalUrl is { } only ? [new ExternalUrl("", only)] : links;
    }

    /// <summary>Rows without an id, a short code or a time cannot be kept apart or dated: they are left out.</summary>
    private static IEnumerable<ImportedPost> Posts(IEnumerable<PostRow> rows) =>
        from row in rows
        where row.IsPost && row.Id is not null && row.ShortCode is not null && row.Timestamp is not null
        select new ImportedPost(row.Id!, row.ShortCode!, TypeOf(row.Type), row.Timestamp!.Value)
        {
            Url = row.Url,
            Likes = row.LikesCount,
            Comments = row.CommentsCount,
            Plays = row.VideoPlayCount,
            Views = row.VideoViewCount,
            Caption = row.Caption,
            Hashtags = row.Hashtags,
            Mentions = row.Mentions,
            TaggedUsers = Usernames(row.TaggedUsers),
            Coauthors = Usernames(row.CoauthorProducers),
            Sponsors = Usernames(row.Sponsors),
            IsPaidPartnership = row.PaidPartnership is true || row.IsSponsored is true,
            IsPinned = row.IsPinned is true,
            OwnerUsername = row.OwnerUsername,
            ThumbnailUrl = row.DisplayUrl ?? row.Images.FirstOrDefault(),
            LatestComments = [.. Comments(row.LatestComments)],
        };

    private static PostType TypeOf(string? type) => type switch
    {
        "Video" => PostType.Reel,
        "Sidecar" => PostType.Carousel,
        _ => PostType.Image,
    };

    private static IEnumerable<ImportedComment> Comments(IEnumerable<CommentRow> rows) =>
        from row in rows
        let owner = row.OwnerUsername ?? row.Owner?.Username
        where row.Id is not null && owner is not null
        select new ImportedComment(row.Id!, owner, row.Text ?? "") { Likes = row.LikesCount, WrittenAt = row.Timestamp };

    private static IReadOnlyList<string> Usernames(IEnumerable<AccountRow> accounts) =>
        [.. accounts.Select(account => account.Username).OfType<string>()];
}
