using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Tests.Analysis;

/// <summary>A few reports that tests look at.</summary>
internal static class SampleReports
{
    public static readonly DateTimeOffset AnalysedAt = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A creator with everything: all types of post, a hidden like count, a young post, an old one, warnings, history.</summary>
    public static CreatorFacts FullFacts { get; } = new("1234567890", "annabakes", "sandbox")
    {
        FullName = "Anna Bakes",
        Biography = "Sourdough & slow mornings",
        ExternalUrls = [new ReportLink("Shop", "https://annabakes.example/shop"), new ReportLink("Odd", "javascript:alert(1)")],
        AvatarUrl = "/media/avatar.webp",
        Verified = true,
        Business = true,
        Category = "Food",
        Followers = 24_500,
        Following = 321,
        PostsCount = 812,
        Posts =
        [
            .. Enumerable.Range(0, 14).Select(index => new PostFacts($"code{index}", (PostType)(index % 3), AnalysedAt.AddDays(-3 * index).AddHours(-10))
            {
                Url = $"https://www.instagram.com/p/code{index}/",
                Likes = index == 4 ? null : 400 + 25 * index,
                Comments = 12 + index,
                Plays = index % 3 == 2 ? 9_000 + 500 * index : null,
                Views = index % 3 == 2 ? 4_000 + 250 * index : null,
                Caption = $"Loaf {index} #sourdough with @mill",
                Hashtags = ["sourdough"],
                Mentions = ["mill"],
                ThumbnailUrl = index == 5 ? null : $"/media/code{index}.webp",
            }),
            new PostFacts("ancient", PostType.Image, AnalysedAt.AddMonths(-20)) { Likes = 9_999, Comments = 500, IsPinned = true },
        ],
        Comments =
        [
            new CommentFacts("code0", "zoe", "Love this loaf"), new CommentFacts("code0", "yan", "Which flour?"),
            new CommentFacts("code1", "zoe", "This one is burnt and the pictures are boring"), new CommentFacts("code1", "xia", "@yan"), new CommentFacts("code1", "annabakes", "Thank you"),
        ],
        FollowerCounts =
        [
            new FollowerCount(AnalysedAt, 24_500), new FollowerCount(AnalysedAt.AddDays(-8), 24_000), new FollowerCount(AnalysedAt.AddDays(-33), 22_000),
        ],
    };

    /// <summary>What models may have found in it.</summary>
    public static TextFindings FullTexts { get; } = new()
    {
        Captions = FullFacts.Posts.Take(14).Select((post, index) => (post.ShortCode, Language: index == 2 ? null : index % 4 == 0 ? "de" : "en"))
            .ToDictionary(post => post.ShortCode, post => post.Language),
        Comments = new CommentFindings([Sentiment.Positive, Sentiment.Neutral, Sentiment.Negative, null]),
        Topics =
        [
            .. Enumerable.Repeat(new TopicHit("Baking", "#sourdough", 4.5), 14), .. Enumerable.Repeat(new TopicHit("Baking", "loaf", 1), 9),
            .. Enumerable.Repeat(new TopicHit("Food", "food", 4), 2), new TopicHit("Travel", "train", 1),
        ],
    };

    public static Report Full { get; } = ReportBuilder.Build(
        FullFacts,
        [new ReportWarning("apify", "posts_partial", "Instagram gave only the latest posts in time.")],
        AnalysedAt,
        version: 2,
        ReferenceTables.Delivered,
        FullTexts) with
    {
        Assessment = new AssessmentSection(
            "Bakes sourdough at home and shows every step.",
            "Baking",
            [
                new BrandSafetyNote(BrandSafetyKind.Alcohol, "Names a mill's beer.", "code1"),
                new BrandSafetyNote(BrandSafetyKind.Politics, "Takes sides in an election.", null),
            ],
            "small-1",
            Posts: 14),
    };
}
