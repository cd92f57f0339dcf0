using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CsCheck;

namespace CreatorAnalytics.Tests.Analysis;

/// <summary>The sections equal an independent computation, for the creators of <see cref="GeneratedCreators.WithWords"/>.</summary>
public sealed class SectionsAgainstNaiveTests
{
    private const int Creators = 500;

    [Fact]
    public void Brands_hashtags_and_sponsored_posts() => EachCreator((report, naive) =>
    {
        Assert.Equal(naive.Paid(), (report.Paid!.Disclosed, report.Paid.Likely, report.Paid.Organic));

        var brands = naive.Brands();
        Assert.Equal(brands.Keys.Order(), report.Brands!.Select(brand => brand.Username).Order());
        Assert.All(report.Brands!, brand =>
        {
            var (count, last, rate, paid) = brands[brand.Username];
            Assert.Equal((count, last), (brand.Count, brand.LastAt));
            Same(rate, brand.EngagementRate);
            Same(paid, brand.PaidShare);
        });

        var hashtags = naive.Hashtags();
        Assert.Equal(hashtags.Keys.Order(), report.Hashtags!.Select(hashtag => hashtag.Tag).Order());
        Assert.All(report.Hashtags!, hashtag =>
        {
            Assert.Equal(hashtags[hashtag.Tag].Count, hashtag.Count);
            Same(hashtags[hashtag.Tag].Rate, hashtag.EngagementRate);
        });
    });

    [Fact]
    public void Best_times() => EachCreator((report, naive) =>
    {
        var times = naive.BestTimes();
        Assert.Equal(times.Count, report.BestTimes!.Count);
        Assert.All(report.BestTimes!, time =>
        {
            var (score, n) = times[(time.Weekday, time.HourUtc)];
            Assert.Equal(n, time.N);
            Same(score, time.Score);
        });
        Assert.Equal(report.BestTimes!.OrderByDescending(time => time.Score).Select(time => time.Score), report.BestTimes!.Select(time => time.Score));
    });

    [Fact]
    public void Comments_and_authenticity() => EachCreator((report, naive) =>
    {
        var (sampled, generic, duplicate, repeat, regulars) = naive.Comments(GeneratedCreators.IsGeneric);
        var comments = report.Comments!;
        Assert.Equal(sampled, comments.Sampled);
        Same(generic, comments.GenericShare);
        Same(duplicate, comments.DuplicateShare);
        Same(repeat, comments.RepeatShare);
        Assert.Equal(regulars, comments.RegularCommenters);
        Assert.Equal(naive.Score(generic, duplicate, sampled), report.Authenticity!.Score);
    });

    [Fact]
    public void Reach_and_value() => EachCreator((report, naive) =>
    {
        Same(naive.Reach(), report.Reach!.Post);
        Same(naive.Media(), report.Value!.Media);
        Same(naive.Price(report.Metrics.EngagementRate.Peer), report.Value.Price);
        Assert.Equal(report.Metrics.ReelPlaysMedian.Value, report.Reach.Reel);
    });

    private static void EachCreator(Action<Report, NaiveSections> check) => GeneratedCreators.WithWords.Sample(
        facts => check(ReportBuilder.Build(facts, [], GeneratedCreators.AnalysedAt, 1, ReferenceTables.Delivered), new NaiveSections(facts, GeneratedCreators.AnalysedAt)),
        iter: Creators);

    private static void Same((double Low, double High)? expected, ValueRange? range)
    {
        Same(expected?.Low, range?.From);
        Same(expected?.High, range?.To);
    }

    private static void Same(double? expected, double? value)
    {
        Assert.Equal(expected is null, value is null);
        if (expected is { } known)
            Assert.InRange(value!.Value, known - Tolerance(known), known + Tolerance(known));
    }

    private static double Tolerance(double value) => 1e-12 + (Math.Abs(value) * 1e-9);
}
