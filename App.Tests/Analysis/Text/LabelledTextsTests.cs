namespace CreatorAnalytics.Tests.Analysis.Text;

/// <summary>How good the built-in models must stay; <c>App.Bench text</c> prints the tables.</summary>
public sealed class LabelledTextsTests
{
    [Fact]
    public void The_set_has_at_least_two_hundred_texts() => Assert.InRange(LabelledTexts.Count, 200, 1_000);

    [Fact]
    public void Languages_are_told()
    {
        var languages = LabelledTexts.Language();
        Assert.True(languages.Accuracy >= 0.9, languages.ToString());
    }

    [Fact]
    public void Praise_and_complaint_are_told_from_each_other_and_from_questions()
    {
        var sentiment = LabelledTexts.Sentiment();
        Assert.True(sentiment.Accuracy >= 0.8, sentiment.ToString());
        Assert.All(["positive", "neutral", "negative"], label => Assert.True(sentiment.Precision(label) >= 0.7, sentiment.ToString()));
    }

    [Fact]
    public void Advertising_is_told_and_other_posts_are_not_taken_for_it()
    {
        var sponsored = LabelledTexts.Sponsored();
        Assert.True(sponsored.Recall("sponsored") >= 0.8, sponsored.ToString());
        Assert.True(sponsored.Precision("sponsored") >= 0.95, sponsored.ToString());
    }
}
