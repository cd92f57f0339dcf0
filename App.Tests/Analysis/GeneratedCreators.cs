using CreatorAnalytics.Analysis;
using CreatorAnalytics.Creators;
using CsCheck;

namespace CreatorAnalytics.Tests.Analysis;

/// <summary>Creators of every kind that the figures must cope with, the strange ones more often than life has them.</summary>
internal static class GeneratedCreators
{
    public static readonly DateTimeOffset AnalysedAt = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<long?> Followers = Gen.OneOf(
        Gen.Const((long?)null),
        Gen.Const((long?)0),
        OneOf<long?>(999, 1_000, 4_999, 5_000, 1_000_000, 1_000_001),
        Gen.Long[1, 3_000_000].Select(n => (long?)n));

    // Mostly real counts; or mostly hidden; or mostly the artefact.
    private static readonly Gen<Gen<long?>> Likes = Gen.OneOf(
        Gen.Const(Weighted(hidden: 0, artefact: 0)),
        Gen.Const(Weighted(hidden: 5, artefact: 0)),
        Gen.Const(Weighted(hidden: 12, artefact: 1)),
        Gen.Const(Weighted(hidden: 1, artefact: 10)),
        Gen.Const(Gen.Long[0, 3].Select(n => (long?)n)));

    private static readonly Gen<long?> Counter = Gen.Frequency(
        (2, Gen.Const((long?)null)), (1, Gen.Const((long?)0)), (7, Gen.Long[1, 100_000].Select(n => (long?)n)));

    // Crowded at the borders of the window: a day, 28 days, 60 days, ten months.
    private static readonly Gen<TimeSpan> Age = Gen.OneOf(
        Gen.Double[-1, 70].Select(TimeSpan.FromDays),
        Gen.Double[50, 400].Select(TimeSpan.FromDays),
        OneOf(24, 28 * 24, 60 * 24).Select(OneOf(-1, 0, 1), (hours, second) => new TimeSpan(0, hours, 0, second)),
        OneOf(-1, 0, 1).Select(second => AnalysedAt - AnalysedAt.AddMonths(-10) + TimeSpan.FromSeconds(second)));

    public static readonly Gen<CreatorFacts> Any =
        from followers in Followers
        from likes in Likes
        from onlyReels in Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true)))
        from posts in Post(likes, onlyReels).List[0, 40]
        from unseen in OneOf<long?>(null, 0, 100)
        from counts in Count.List[0, 8]
        select new CreatorFacts("1", "someone", "sandbox")
        {
            Followers = followers,
            PostsCount = posts.Count + unseen,
            Posts = [.. posts.Select((post, index) => post with { ShortCode = $"p{index}" })],
            FollowerCounts = counts,
        };

    /// <summary>As <see cref="Any"/>, with hashtags, brands and comments; fewer than six steps of followers.</summary>
    public static readonly Gen<CreatorFacts> WithWords =
        from facts in Any
        from following in OneOf<long?>(null, 10, 1_500, 1_501, 40_000)
        from words in Gen.Select(Some("ad", "gifted", "sun", "bread"), Some("brand", "someone", "friend"), Some("brand", "mill"), Some("friend")).List[40, 40]
        from comments in Comment.List[0, 60]
        select facts with
        {
            Following = following,
            FollowerCounts = [.. facts.FollowerCounts.Take(5)],
            Comments = comments,
            Posts =
            [
                .. facts.Posts.Select((post, index) => post with
                {
                    Hashtags = words[index].Item1,
                    Mentions = words[index].Item2,
                    TaggedUsers = words[index].Item3,
                    Coauthors = words[index].Item4,
                }),
            ],
        };

    private static readonly string[] GenericTexts = ["Wow", "so nice", "🔥🔥", "@friend"];

    private static readonly string[] OtherTexts = ["Where is this place?", "I baked it yesterday", "nice nice nice", "My oven is too small"];

    public static bool IsGeneric(string text) => GenericTexts.Contains(text);

    private static Gen<CommentFacts> Comment =>
        from post in Gen.Int[0, 9]
        from author in Gen.Frequency((1, Gen.Const("someone")), (9, Gen.Int[0, 14].Select(n => $"user{n}")))
        from generic in Gen.Bool
        from number in Gen.Frequency((1, Gen.Const(0)), (2, Gen.Int[1, 500]))
        from text in generic ? OneOf(GenericTexts) : OneOf(OtherTexts)
        select new CommentFacts($"p{post}", author, generic || number == 0 ? text : $"{text} {number}");

    private static Gen<string[]> Some(params string[] words) =>
        Gen.Int[0, (1 << words.Length) - 1].Select(bits => words.Where((_, index) => (bits >> index) % 2 == 1).ToArray());

    private static Gen<FollowerCount> Count =>
        Gen.Select(
            Gen.OneOf(Gen.Double[0, 200].Select(TimeSpan.FromDays), OneOf(7, 14, 30, 60, 90, 180).Select(d => TimeSpan.FromDays(d))),
            Gen.Long[0, 10_000],
            (age, followers) => new FollowerCount(AnalysedAt - age, followers));

    private static Gen<PostFacts> Post(Gen<long?> likes, bool onlyReels) =>
        from age in Age
        from type in onlyReels ? Gen.Const(PostType.Reel) : OneOf(PostType.Image, PostType.Carousel, PostType.Reel)
        from like in likes
        from comments in Gen.Long[0, 400]
        from plays in Counter
        from views in Counter
        from pinned in Gen.Bool
        from newest in Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false)))
        select new PostFacts("", type, AnalysedAt - age)
        {
            Likes = like,
            Comments = comments,
            Plays = plays,
            Views = views,
            IsPinned = pinned,
            InNewestScrape = newest,
        };

    private static Gen<long?> Weighted(int hidden, int artefact) => Gen.Frequency(
        (10, Gen.Long[0, 20_000].Select(n => (long?)n)),
        (hidden, OneOf<long?>(null, -1)),
        (artefact, Gen.Const((long?)3)));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
