using System.Collections;
using System.Text.RegularExpressions;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class SectionGapsTests
{
    [Fact]
    public void A_part_that_fails_leaves_a_gap_with_its_reason_and_all_others_stand()
    {
        var report = ReportBuilder.Build(
            SampleReports.FullFacts with { Comments = new Broken<CommentFacts>() }, [], SampleReports.AnalysedAt, 1, ReferenceTables.Delivered, SampleReports.FullTexts);

        Assert.Null(report.Comments);
        Assert.Null(report.Authenticity);
        Assert.Equal(["authenticity_failed", "comments_failed"], report.Warnings.Select(warning => warning.Code));
        Assert.All(report.Warnings, warning => Assert.Equal("ai", warning.Stage));
        Assert.Equal(SampleReports.Full.Metrics, report.Metrics);
        Assert.Equal(SampleReports.Full.Paid!.Organic, report.Paid!.Organic);
        Assert.Equal(SampleReports.Full.Languages, report.Languages);
        Assert.NotNull(report.Reach);
    }

    [Fact]
    public void Posts_whose_words_cannot_be_read_are_neither_advertising_nor_not()
    {
        var report = ReportBuilder.Build(
            SampleReports.FullFacts with { Posts = [.. SampleReports.FullFacts.Posts.Select(post => post with { Sponsors = new Broken<string>() })] },
            [],
            SampleReports.AnalysedAt,
            1,
            ReferenceTables.Delivered);

        Assert.Null(report.Paid);
        Assert.All(report.Posts, post => Assert.Null(post.Paid));
        Assert.Null(Assert.Single(report.Brands!).PaidShare);
        Assert.Equal("paid_failed", Assert.Single(report.Warnings).Code);
        Assert.Equal(SampleReports.Full.Hashtags, report.Hashtags);
    }

    [Fact]
    public async Task What_takes_too_long_is_told_from_what_fails()
    {
        var gaps = new SectionGaps();

        Assert.Null(gaps.Fill<string>(ReportPart.Paid, () => throw new RegexMatchTimeoutException()));
        Assert.Null(await gaps.FillAsync<string>(ReportPart.Languages, () => throw new TimeoutException()));
        Assert.Null(gaps.Fill<string>(ReportPart.Brands, () => throw new InvalidOperationException("secret")));

        Assert.Equal(["brands_failed", "languages_timed_out", "paid_timed_out"], gaps.Warnings.Select(warning => warning.Code));
        Assert.Contains("without sponsored posts: computing them took too long", gaps.Warnings[2].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", gaps.Warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_creator_that_is_given_up_is_no_gap() =>
        Assert.Throws<OperationCanceledException>(() => new SectionGaps().Fill<string>(ReportPart.Paid, () => throw new OperationCanceledException()));

    /// <summary>A list that nobody can read.</summary>
    private sealed class Broken<T> : IReadOnlyList<T>
    {
        public int Count => throw new InvalidOperationException();

        public T this[int index] => throw new InvalidOperationException();

        public IEnumerator<T> GetEnumerator() => throw new InvalidOperationException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
