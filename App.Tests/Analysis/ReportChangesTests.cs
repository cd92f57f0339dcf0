using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Pages;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class ReportChangesTests
{
    private static readonly Report Full = SampleReports.Full;

    [Fact]
    public void A_percentage_changes_by_points_and_anything_else_by_percent()
    {
        var earlier = With(Full.Metrics with
        {
            EngagementRate = Full.Metrics.EngagementRate with { Value = 3 },
            PostsPerWeek = Full.Metrics.PostsPerWeek with { Value = 2 },
        });
        var later = With(Full.Metrics with
        {
            EngagementRate = Full.Metrics.EngagementRate with { Value = 2.5 },
            PostsPerWeek = Full.Metrics.PostsPerWeek with { Value = 3 },
        });

        Assert.Equal(
            [
                new ChangedValue("Engagement rate", "3%", "2.5%", "−0.5 points"),
                new ChangedValue("Posts", "2 a week", "3 a week", "+50%"),
            ],
            Between(earlier, later).Values);
    }

    [Fact]
    public void A_value_that_came_or_went_has_no_change_to_state()
    {
        var without = With(Full.Metrics with
        {
            EngagementRate = Full.Metrics.EngagementRate with { Value = null, Reason = FigureReasons.LikesHidden },
        });

        var (gone, came) = (Assert.Single(Between(Full, without).Values), Assert.Single(Between(without, Full).Values));

        Assert.Equal(("2.48%", null, null), (gone.Before, gone.After, gone.Change));
        Assert.Equal((null, "2.48%", null), (came.Before, came.After, came.Change));
    }

    [Fact]
    public void What_reads_the_same_has_not_changed()
    {
        var rate = Full.Metrics.EngagementRate;

        Assert.True(Between(Full, With(Full.Metrics with { EngagementRate = rate with { Value = rate.Value + 0.00001 } })).IsEmpty);
    }

    [Fact]
    public void Figures_by_different_formulas_are_not_compared()
    {
        var changes = Between(
            Full, With(Full.Metrics with { LikesRate = Full.Metrics.LikesRate with { Value = 99, Formula = "another" } }));

        Assert.Empty(changes.Values);
        Assert.Equal(1, changes.NotComparable);
    }

    [Fact]
    public void An_old_post_that_was_not_returned_before_is_not_new()
    {
        var earlier = Full with { Posts = [.. Full.Posts.Where((_, index) => index is not 0 and not 7)] };

        Assert.Equal([Full.Posts[0]], Between(earlier, Full).NewPosts);
    }

    [Fact]
    public void Made_up_data_is_not_compared_with_real_data() =>
        Assert.Null(ReportChanges.Between(Full, Full with { Source = "apify" }));

    [Fact]
    public void A_version_from_before_there_were_sections_compares_in_what_both_have()
    {
        var changes = Between(Full with { Paid = null, Authenticity = null }, Full);

        Assert.True(changes.IsEmpty);
    }

    private static Report With(ReportMetrics metrics) => Full with { Metrics = metrics };

    private static ReportChanges Between(Report earlier, Report later)
    {
        var changes = ReportChanges.Between(earlier, later);
        Assert.NotNull(changes);
        return changes;
    }
}
