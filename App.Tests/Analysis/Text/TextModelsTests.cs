using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Analysis.Text;

public sealed class TextModelsTests
{
    private static SentimentLexicons Words { get; } = new(Afinn.Default, ReferenceTables.Delivered.SentimentWords);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_says_in_which_languages_about_what_and_how_comments_sound()
    {
        using var models = new TestTextModels();
        var facts = SampleReports.FullFacts with
        {
            Biography = "Brot, Butter, Berge",
            Posts =
            [
                .. SampleReports.FullFacts.Posts.Select((post, index) => post with
                {
                    Caption = index % 4 == 0
                        ? "This loaf took two days and a lot of patience #sourdough"
                        : "Dieses Brot hat zwei Tage und viel Geduld gebraucht #sauerteig",
                }),
            ],
        };
        var gaps = new SectionGaps();

        var texts = await models.Models.ReadAsync(facts, ReferenceTables.Delivered, gaps, Cancel);
        var report = ReportBuilder.Build(facts, [], SampleReports.AnalysedAt, 1, ReferenceTables.Delivered, texts, gaps);

        Assert.Empty(report.Warnings);
        Assert.Equal(["de", "en"], report.Languages!.Select(language => language.Code));
        Assert.Equal(100, report.Languages!.Sum(language => language.Share), 9);
        Assert.Equal("Baking", report.Topics![0].Name);
        Assert.StartsWith("#sauerteig ×", report.Topics[0].Evidence, StringComparison.Ordinal);
        Assert.Equal(new SentimentCounts(1, 1, 1, 3) { Read = 4 }, report.Comments!.Sentiment);
    }

    [Fact]
    public async Task Topics_are_those_of_the_newest_posts_however_many_are_known()
    {
        using var models = new TestTextModels();
        var now = SampleReports.AnalysedAt;
        PostFacts Post(int age, string caption) => new($"p{age}", PostType.Image, now.AddDays(-2 - age)) { Caption = caption };
        var facts = new CreatorFacts("1", "anna", "sandbox")
        {
            Posts =
            [
                .. Enumerable.Range(TextModels.MostTopicCaptions, 50).Select(age => Post(age, "#sourdough")),
                .. Enumerable.Range(0, TextModels.MostTopicCaptions).Select(age => Post(age, age < 2 ? "#skincare" : "good morning")),
            ],
        };

        var texts = await models.Models.ReadAsync(facts, ReferenceTables.Delivered, new SectionGaps(), Cancel);

        Assert.Equal(["#skincare", "#skincare"], texts.Topics!.Select(hit => hit.Evidence));
    }

    [Fact]
    public async Task A_creator_without_texts_has_empty_sections_and_no_warning()
    {
        using var models = new TestTextModels();
        var facts = new CreatorFacts("1", "nobody", "sandbox");
        var gaps = new SectionGaps();

        var report = ReportBuilder.Build(facts, [], SampleReports.AnalysedAt, 1, ReferenceTables.Delivered, await models.Models.ReadAsync(facts, ReferenceTables.Delivered, gaps, Cancel), gaps);

        Assert.Empty(report.Warnings);
        Assert.Empty(report.Languages!);
        Assert.Empty(report.Topics!);
        Assert.Equal(new SentimentCounts(0, 0, 0, 0) { Read = 0 }, report.Comments!.Sentiment);
    }

    [Fact]
    public async Task Of_many_texts_the_newest_captions_and_comments_of_all_posts_are_read_and_the_report_says_how_many()
    {
        using var models = new TestTextModels();
        const int Posts = 2 * TextModels.MostCaptions;
        var facts = SampleReports.FullFacts with
        {
            Posts =
            [
                .. Enumerable.Range(0, Posts).Select(n => new PostFacts($"p{n}", PostType.Image, SampleReports.AnalysedAt.AddHours(-30 - (6 * n)))
                {
                    Likes = 10,
                    Caption = n < TextModels.MostCaptions ? "Dieses Brot hat zwei Tage und viel Geduld gebraucht" : "This loaf took two days and a lot of patience",
                }).Reverse(),
            ],
            // Half of all posts are praised and half are not: whoever read only the first would say otherwise.
            Comments =
            [
                .. Enumerable.Range(0, 4 * TextModels.MostComments).Select(n => new CommentFacts(
                    $"p{n / 4}", $"user{n}", n < 2 * TextModels.MostComments ? $"What a wonderful loaf {n}" : $"This is a terrible loaf {n}")),
            ],
        };
        var gaps = new SectionGaps();

        var report = ReportBuilder.Build(facts, [], SampleReports.AnalysedAt, 1, ReferenceTables.Delivered, await models.Models.ReadAsync(facts, ReferenceTables.Delivered, gaps, Cancel), gaps);

        Assert.Equal([new LanguageShare("de", 100, TextModels.MostCaptions)], report.Languages!);
        Assert.Equal(4 * TextModels.MostComments, report.Comments!.Sampled);
        Assert.Equal(
            new SentimentCounts(TextModels.MostComments / 2, 0, TextModels.MostComments / 2, TextModels.MostComments) { Read = TextModels.MostComments },
            report.Comments.Sentiment);
    }

    [Theory]
    [InlineData("lecker", "de", Sentiment.Positive)]
    [InlineData("lecker", null, Sentiment.Neutral)]
    [InlineData("so good", "de", Sentiment.Positive)]
    [InlineData("so bad", "ja", Sentiment.Negative)]
    public void A_short_comment_is_read_in_the_creators_language_and_else_in_English(string text, string? likely, Sentiment sentiment) =>
        Assert.Equal(sentiment, Assert.Single(new SentimentModel().Read([new Comment(text, Words, null, likely)])));

    [Theory]
    [InlineData("This is not good", "en", Sentiment.Negative)]
    [InlineData("I don't love it", "en", Sentiment.Negative)]
    [InlineData("Nothing wrong with that, beautiful", "en", Sentiment.Positive)]
    [InlineData("It was good, but the ending is terrible", "en", Sentiment.Negative)]
    [InlineData("sooooo gooood", null, Sentiment.Positive)]
    [InlineData("😍😍", null, Sentiment.Positive)]
    [InlineData("🤮", "ja", Sentiment.Negative)]
    [InlineData("schmeckt mir nicht", "de", Sentiment.Negative)]
    [InlineData("j'aime pas", "fr", Sentiment.Negative)]
    [InlineData("J'ADORE", "fr", Sentiment.Positive)]
    [InlineData("no me gusta", "es", Sentiment.Negative)]
    [InlineData("The train leaves at nine", "en", Sentiment.Neutral)]
    [InlineData("とても美しい 😍", "ja", null)]
    [InlineData("@friend", null, null)]
    [InlineData("#love https://love.example", null, null)]
    [InlineData("", null, null)]
    public void Comments_are_scored_by_words_negations_and_emoji(string text, string? language, Sentiment? sentiment) =>
        Assert.Equal(sentiment, Assert.Single(new SentimentModel().Read([new Comment(text, Words, language)])));

    [Theory]
    [InlineData("Guten Morgen zusammen, heute backen wir Brot", "de")]
    [InlineData("#guten #morgen @zusammen https://example.com/heute", null)]
    [InlineData("ok 😍", null)]
    [InlineData("今日はパンを焼きます", "ja")]
    [InlineData("", null)]
    public void A_language_is_told_from_words_alone(string text, string? code) => Assert.Equal(code, Assert.Single(new LanguageModel().Read([text])));

    [Theory]
    [InlineData("New #sourdoughbread today", "Baking", "#sourdoughbread")]
    [InlineData("Golden hour in the mountains with my camera", "Photography", "golden hour")]
    [InlineData("Neue Frisuren für den Sommer", "Hair", "frisuren")]
    public void Topics_come_with_the_words_that_were_found(string text, string topic, string evidence) =>
        Assert.Contains(Assert.Single(new TopicModel().Read([new TopicText(text, new TopicLexicon(ReferenceTables.Delivered.Topics))])), hit => (hit.Topic, hit.Evidence) == (topic, evidence));

    [Fact]
    public void No_word_stands_for_two_topics_or_two_valences()
    {
        Assert.Empty(ReferenceTables.Delivered.Topics.Topics.SelectMany(topic => topic.Strong.Concat(topic.Weak)).GroupBy(word => word).Where(word => word.Count() > 1).Select(word => word.Key));
        Assert.All(ReferenceTables.Delivered.SentimentWords.Languages, language => Assert.Empty(
            language.Value.Words.SelectMany(list => list.Value).GroupBy(word => word).Where(word => word.Count() > 1).Select(word => $"{language.Key}: {word.Key}")));
    }

    [Fact]
    public void Every_data_file_says_where_it_is_from_and_when()
    {
        var names = typeof(TextModels).Assembly.GetManifestResourceNames().Where(name => name.Contains(".Analysis.Data.", StringComparison.Ordinal)).ToList();
        Assert.InRange(names.Count, 7, 100);
        Assert.All(names, name =>
        {
            using var file = new StreamReader(typeof(TextModels).Assembly.GetManifestResourceStream(name)!);
            var text = file.ReadToEnd();
            Assert.Matches("ource\": \"", text);
            Assert.Matches("\"date\": \"20[0-9]{2}-[0-9]{2}-[0-9]{2}\"", text);
            if (text.Contains("\"licence\"", StringComparison.Ordinal))
                Assert.Contains($"App/Analysis/Data/{name.Split(".Analysis.Data.")[1]}", Repository.Read("THIRD-PARTY-NOTICES.md"), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Copyright (c) 2016 Titus Wormer")]
    [InlineData("The above copyright notice and this permission notice shall be")]
    [InlineData("Copyright 2016 The Inter Project Authors")]
    [InlineData("SIL OPEN FONT LICENSE Version 1.1")]
    [InlineData("Apache License")]
    public void Licences_of_what_comes_along_ship_with_the_application(string text)
    {
        Assert.Contains(text, Repository.Read("THIRD-PARTY-NOTICES.md"), StringComparison.Ordinal);
        Assert.Contains("THIRD-PARTY-NOTICES.md", Repository.Read("App/App.csproj"), StringComparison.Ordinal);
    }
}
