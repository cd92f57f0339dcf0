using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Tests.Analysis;

/// <summary>The sections beside the key figures, from facts made for each rule.</summary>
public sealed class ReportSectionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Lovely day #ad", PaidLevel.Disclosed, "#ad")]
    [InlineData("Schön #Werbung", PaidLevel.Disclosed, "#werbung")]
    [InlineData("Un pedacito 🎥 Publicidad | Gracias a @brand", PaidLevel.Disclosed, "Publicidad")]
    [InlineData("Anzeige: neue Schuhe", PaidLevel.Disclosed, "Anzeige")]
    [InlineData("Neue Schuhe\nWerbung\nmehr dazu", PaidLevel.Disclosed, "Werbung")]
    [InlineData("Paid partnership with @brand", PaidLevel.Disclosed, "paid partnership with")]
    [InlineData("I saw an ad | yesterday", PaidLevel.Disclosed, "ad")]
    [InlineData("I made an ad about it", PaidLevel.Organic, null)]
    [InlineData("New shoes #gifted", PaidLevel.Likely, "#gifted")]
    [InlineData("Thanks to @brand.co for the trip", PaidLevel.Likely, "Thanks to @brand.co for")]
    [InlineData("USE MY CODE ANNA10", PaidLevel.Likely, "use my code")]
    [InlineData("Link in bio, @brand", PaidLevel.Likely, "link in bio with @brand")]
    [InlineData("Link in bio", PaidLevel.Organic, null)]
    [InlineData("Link in bio, @me", PaidLevel.Organic, null)]
    [InlineData("An #adventure with @friend", PaidLevel.Organic, null)]
    public void A_post_is_told_to_be_paid_by_what_it_says(string caption, PaidLevel level, string? evidence)
    {
        var post = Post("a", 2) with { Caption = caption, Hashtags = CaptionWords.Hashtags(caption), Mentions = CaptionWords.Mentions(caption) };
        Assert.Equal((level, evidence), PaidPosts.Classify(post, "me", ReferenceTables.Delivered.SponsoredWords));
    }

    [Fact]
    public void The_platforms_label_and_a_tagged_brand_with_an_offer_are_signs_too()
    {
        var labelled = Post("a", 2) with { IsPaidPartnership = true, Sponsors = ["brand"] };
        var tagged = Post("b", 2) with { Caption = "20% off today", TaggedUsers = ["brand"] };

        Assert.Equal((PaidLevel.Disclosed, "Instagram's paid partnership label with @brand"), PaidPosts.Classify(labelled, "me", ReferenceTables.Delivered.SponsoredWords));
        Assert.Equal((PaidLevel.Likely, "% off with @brand tagged"), PaidPosts.Classify(tagged, "me", ReferenceTables.Delivered.SponsoredWords));
        Assert.Equal(PaidLevel.Organic, PaidPosts.Classify(tagged with { TaggedUsers = ["me"] }, "me", ReferenceTables.Delivered.SponsoredWords).Level);
    }

    [Fact]
    public void Sponsored_posts_are_counted_and_compared_with_the_others()
    {
        var paid = Build([.. Enumerable.Range(0, 4).Select(n => Post($"p{n}", 2 + n, likes: 50) with { Hashtags = ["ad"] }), .. Enumerable.Range(0, 6).Select(n => Post($"o{n}", 10 + n, likes: 100))]).Paid!;

        Assert.Equal((4, 0, 6), (paid.Disclosed, paid.Likely, paid.Organic));
        Assert.Equal(40, paid.SponsoredShare.Value);
        Assert.Equal(0.5, paid.PaidPostPerformance.Value);
        Assert.Equal(["p0", "p1", "p2", "p3"], paid.Posts.Select(post => post.ShortCode));
    }

    [Fact]
    public void Two_sponsored_posts_are_too_few_to_compare()
    {
        var paid = Build([.. Enumerable.Range(0, 2).Select(n => Post($"p{n}", 2 + n) with { Hashtags = ["ad"] }), .. Enumerable.Range(0, 6).Select(n => Post($"o{n}", 10 + n))]).Paid!;
        Assert.Equal((null, FigureReasons.TooFewPaid), (paid.PaidPostPerformance.Value, paid.PaidPostPerformance.Reason));
    }

    [Fact]
    public void Brands_and_hashtags_are_counted_once_a_post_without_oneself()
    {
        var report = Build(
        [
            Post("a", 2, likes: 100) with { Mentions = ["brand", "me"], TaggedUsers = ["brand"], Hashtags = ["sun", "ad"] },
            Post("b", 5, likes: 300) with { Coauthors = ["brand"], Hashtags = ["sun"] },
            Post("c", 8, likes: null) with { Mentions = ["friend"] },
        ]);

        var brand = report.Brands![0];
        Assert.Equal(("brand", 2, Now.AddDays(-2), 50d), (brand.Username, brand.Count, brand.LastAt, brand.PaidShare));
        Assert.Equal(20d, brand.EngagementRate);
        Assert.Equal(["brand", "friend"], report.Brands.Select(b => b.Username));
        Assert.Null(report.Brands[1].EngagementRate);
        Assert.Equal([("sun", 2), ("ad", 1)], report.Hashtags!.Select(h => (h.Tag, h.Count)));
    }

    [Fact]
    public void Times_are_drawn_towards_the_usual_and_need_twenty_posts_and_three_in_a_block()
    {
        // Fridays at noon 200, Mondays at noon 100.
        var friday = new DateTimeOffset(2026, 3, 27, 12, 0, 0, TimeSpan.Zero);
        List<PostFacts> posts = [];
        for (var week = 0; week < 8; week++)
        {
            posts.Add(Post($"f{week}", 0, likes: 200) with { TakenAt = friday.AddDays(-7 * week) });
            posts.Add(Post($"m{week}", 0, likes: 100) with { TakenAt = friday.AddDays(-4 - (7 * week)) });
            posts.Add(Post($"n{week}", 0, likes: 100) with { TakenAt = friday.AddDays(-4 - (7 * week)).AddHours(1) });
        }

        var times = Build(posts).BestTimes!;

        Assert.Equal([(DayOfWeek.Friday, 12, 8), (DayOfWeek.Monday, 12, 16)], times.Select(time => (time.Weekday, time.HourUtc, time.N)));
        Assert.Equal(((8 * 2) + 3) / 11d, times[0].Score, 10);
        Assert.Equal(1, times[1].Score, 10);
        Assert.Empty(Build(posts[..19]).BestTimes!);
    }

    [Theory]
    [InlineData("🔥🔥🔥", true)]
    [InlineData("❤️", true)]
    [InlineData("@friend @other", true)]
    [InlineData("Wow!!", true)]
    [InlineData("so nice 😍", true)]
    [InlineData("Sehr schön", true)]
    [InlineData("nice nice nice", false)]
    [InlineData("Where is this?", false)]
    [InlineData("Recipe please", false)]
    public void A_comment_is_generic_when_it_could_stand_anywhere(string text, bool generic) =>
        Assert.Equal(generic, CommentFigures.IsGeneric(text, ReferenceTables.Delivered.GenericComments));

    [Fact]
    public void Comments_are_sampled_without_the_creators_own_answers()
    {
        var comments = Build([Post("a", 2), Post("b", 3), Post("c", 4)], comments:
        [
            new("a", "zoe", "Wow"), new("a", "yan", "Where is this?"), new("b", "zoe", "wow"), new("b", "me", "Thank you all"), new("c", "xia", "I baked this yesterday"),
        ]).Comments!;

        Assert.Equal((4, 50d, 25d, 100d), (comments.Sampled, comments.GenericShare, comments.DuplicateShare, comments.RepeatShare));
    }

    [Fact]
    public void Every_deduction_has_its_evidence_and_the_score_is_what_they_leave()
    {
        var posts = Enumerable.Range(0, 12).Select(n => Post($"p{n}", 2 + n, likes: 100 + (n % 2), comments: 0)).ToList();
        List<CommentFacts> comments = [.. Enumerable.Range(0, 30).Select(n => new CommentFacts("p1", $"user{n}", "nice"))];

        var section = Build(posts, comments: comments, followers: 1_000, following: 3_000).Authenticity!;

        Assert.Equal(100 - section.Deductions.Sum(deduction => deduction.Points), section.Score);
        Assert.Equal(
            [
                "Unusual number of comments for the likes", "Likes hardly differ from post to post", "Many comments could stand under any picture",
                "Comments repeat each other", "Follows very many accounts",
            ],
            section.Deductions.Select(deduction => deduction.Reason));
        Assert.All(section.Deductions, deduction => Assert.NotEmpty(deduction.Evidence));
        Assert.Equal(20, section.Deductions.Single(deduction => deduction.Reason.StartsWith("Many", StringComparison.Ordinal)).Points);
    }

    [Fact]
    public void Below_six_posts_there_is_no_score() => Assert.Null(Build([.. Enumerable.Range(0, 5).Select(n => Post($"p{n}", 2 + n))]).Authenticity!.Score);

    [Fact]
    public void A_jump_of_followers_is_a_sign_and_steady_growth_is_none()
    {
        List<FollowerCount> steady = [.. Enumerable.Range(0, 12).Select(day => new FollowerCount(Now.AddDays(day - 20), 10_000 + (day * 10) + (day % 3)))];
        List<FollowerCount> jump = [.. steady.Select((count, day) => day < 6 ? count : count with { Followers = count.Followers + 5_000 })];
        var posts = Enumerable.Range(0, 8).Select(n => Post($"p{n}", 2 + n, likes: 20 * (n + 1), comments: 1)).ToList();

        Assert.DoesNotContain(Build(posts, counts: steady).Authenticity!.Deductions, deduction => deduction.Reason == "Followers jumped");
        Assert.Contains(Build(posts, counts: jump).Authenticity!.Deductions, deduction => deduction.Reason == "Followers jumped");
    }

    [Theory]
    [InlineData(500, 100, 200)]
    [InlineData(20_000, 3_000, 6_000)]
    [InlineData(500_000, 50_000, 100_000)]
    [InlineData(2_000_000, 100_000, 240_000)]
    public void Reach_is_a_share_of_followers_by_size(long followers, double from, double to)
    {
        var report = Build([Post("a", 2)], followers: followers);
        Assert.Equal(new ValueRange(from, to), report.Reach!.Post);
        Assert.Equal(1.5 * from, report.Reach.Impressions!.From, 6);
        Assert.Equal(1.5 * to / 1_000 * 15, report.Value!.Media!.To, 6);
    }

    [Fact]
    public void The_price_stays_within_the_row_of_its_size_and_nobody_knows_it_without_followers()
    {
        var price = Build([.. Enumerable.Range(0, 6).Select(n => Post($"p{n}", 2 + n))], followers: 20_000).Value!.Price!;
        Assert.InRange(price.From, 150, price.To);
        Assert.InRange(price.To, price.From, 750);
        Assert.Null(Build([Post("a", 2)], followers: null).Value!.Price);
    }

    private static PostFacts Post(string code, int daysAgo, long? likes = 100, long comments = 0) =>
        new(code, PostType.Image, Now.AddDays(-daysAgo)) { Likes = likes, Comments = comments };

    private static Report Build(
        IReadOnlyList<PostFacts> posts, IReadOnlyList<CommentFacts>? comments = null, long? followers = 1_000, long? following = 10,
        IReadOnlyList<FollowerCount>? counts = null) => ReportBuilder.Build(
            new CreatorFacts("1", "me", "sandbox")
            {
                Followers = followers,
                Following = following,
                Posts = posts,
                Comments = comments ?? [],
                FollowerCounts = counts ?? [],
            },
            [],
            Now,
            1,
            ReferenceTables.Delivered);
}
