using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;

namespace CreatorAnalytics.Tests.Analysis.Text;

public sealed class OnnxSentimentModelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. Models.Keys];

    private static Dictionary<string, Func<TinyModel>> Models { get; } = new()
    {
        ["WordPiece, as BERT"] = () => TinyModel.Bert(),
        ["WordPiece, labels in another order"] = () => TinyModel.Bert(["POS", "NEU", "NEG"]),
        ["SentencePiece, as XLM-RoBERTa"] = TinyModel.XlmRoberta,
        ["byte pairs, as RoBERTa"] = TinyModel.Roberta,
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Comments_are_scored_by_the_model_whatever_else_is_in_their_batch(string kind)
    {
        using var files = Models[kind]();
        using var model = Load(files);

        Sentiment?[] expected = [Sentiment.Positive, Sentiment.Negative, Sentiment.Neutral, null, Sentiment.Positive, null, Sentiment.Negative];
        string[] texts = ["love it", "hate", "it it it it it it it it it it it it it it", "@somebody", "love love hate", "", "hate @lovely.person it"];

        Assert.Equal(expected, model.Read(texts));
        Assert.Equal(expected, texts.Select(text => model.Read([text])[0]));
    }

    [Fact]
    public void Upper_case_counts_where_the_tokenizer_says_so()
    {
        using var files = TinyModel.Bert();
        using (var lower = Load(files))
            Assert.Equal(Sentiment.Positive, lower.Read(["LOVE"])[0]);

        files.Write("tokenizer_config.json", """{"do_lower_case": false}""");

        using var cased = Load(files);
        Assert.Equal(Sentiment.Neutral, cased.Read(["LOVE"])[0]);
    }

    [Fact]
    public void Of_a_text_that_is_too_long_the_beginning_counts()
    {
        using var files = TinyModel.Bert();
        using var model = Load(files);
        var filler = string.Join(' ', Enumerable.Repeat("it", 5_000));

        Assert.Equal([Sentiment.Positive, Sentiment.Neutral], model.Read([$"love {filler}", $"{filler} love"]));
    }

    [Fact]
    public void A_mark_of_the_tokenizer_in_a_comment_is_only_text()
    {
        using var files = TinyModel.Bert();
        using var model = Load(files);

        Assert.Equal(Sentiment.Positive, model.Read(["love [PAD] [SEP] [PAD]"])[0]);
    }

    [Theory]
    [InlineData("model.onnx", null, "must hold model.onnx, or exactly one .onnx file")]
    [InlineData("config.json", null, "config.json is missing")]
    [InlineData("vocab.txt", null, "holds no vocabulary; put the tokenizer's files there: vocab.txt")]
    [InlineData("config.json", "{", "config.json cannot be read")]
    [InlineData("config.json", "{}", "has no id2label")]
    [InlineData("config.json", """{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}""", "calls label 0 \"LABEL_0\"; call it negative, neutral or positive")]
    [InlineData("config.json", """{"id2label": {"0": "neg", "2": "pos"}}""", "must number its labels in id2label 0, 1, 2")]
    public void What_is_missing_or_wrong_with_the_files_is_said_with_what_to_do(string file, string? content, string problem)
    {
        using var files = TinyModel.Bert();
        if (content is null)
            files.Delete(file);
        else
            files.Write(file, content);

        var said = Assert.Single(Options(files.Folder).Problems());

        Assert.StartsWith("Analysis:Sentiment:OnnxPath: ", said, StringComparison.Ordinal);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_with_nothing_at_it_is_said() =>
        Assert.Contains("there is nothing at /no/such/model", Assert.Single(Options("/no/such/model").Problems()), StringComparison.Ordinal);

    [Theory]
    [InlineData("model.onnx", "this is no network", "cannot be used")]
    [InlineData("config.json", """{"model_type": "bert", "id2label": {"0": "negative", "1": "positive"}}""", "gives 3 numbers for a text, and config.json names 2 labels")]
    [InlineData("vocab.txt", "love\nhate", "cannot be used")]
    [InlineData("sentencepiece.bpe.model", "anything", "can be used with models of the type xlm-roberta; config.json says \"bert\"")]
    public async Task A_model_that_cannot_be_used_keeps_the_application_from_becoming_ready_and_says_why(string file, string content, string problem)
    {
        using var files = TinyModel.Bert();
        files.Write(file, content);
        using var models = new TestTextModels(onnxPath: files.Folder);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => new OwnModelLoad(models.Models).RunAsync(Cancel));

        Assert.StartsWith("Analysis:Sentiment:OnnxPath: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_says_which_model_scored_its_comments()
    {
        using var files = TinyModel.Bert();
        using var models = new TestTextModels(onnxPath: Path.Combine(files.Folder, "model.onnx"));

        var report = await ReportAsync(models, "love it", "sir hate", "it", "@friend");

        Assert.Empty(report.Warnings);
        Assert.Equal(new SentimentCounts(1, 1, 1, 3) { Read = 4, Model = TinyModel.Name }, report.Comments!.Sentiment);
    }

    [Fact]
    public async Task A_model_that_fails_is_replaced_by_the_word_lists_and_the_report_says_so()
    {
        using var files = TinyModel.Bert(missing: 1);
        using var models = new TestTextModels(onnxPath: files.Folder);

        var report = await ReportAsync(models, "I love this bread", "this is terrible, sir");

        var warning = Assert.Single(report.Warnings);
        Assert.Equal(("sentiment_fallback", $"How comments sound was told by word lists: the model {TinyModel.Name} failed."), (warning.Code, warning.Message));
        Assert.Equal(new SentimentCounts(1, 0, 1, 2) { Read = 2 }, report.Comments!.Sentiment);
        Assert.Equal(TinyModel.Name, (await ReportAsync(models, "love it")).Comments!.Sentiment!.Model);
    }

    [Fact]
    public async Task A_model_that_does_not_come_to_a_creator_in_time_is_replaced_by_the_word_lists()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var files = TinyModel.Bert();
        using var models = new TestTextModels(poolSize: 1, time, files.Folder);
        await models.Models.LoadOwnAsync();
        using var place = await models.HoldPlaceAsync();

        // What it waits with is set before the first await: the clock may go on at once.
        var reading = ReportAsync(models, "I love this bread");
        time.Advance(TimeSpan.FromSeconds(21));
        place.Dispose();
        var report = await reading.WaitAsync(Patience, Cancel);

        Assert.Equal($"How comments sound was told by word lists: the model {TinyModel.Name} took too long.", Assert.Single(report.Warnings).Message);
        Assert.Equal(new SentimentCounts(1, 0, 0, 1) { Read = 1 }, report.Comments!.Sentiment);
    }

    private static AnalysisOptions Options(string path) => new() { Sentiment = { OnnxPath = path } };

    private static OnnxSentimentModel Load(TinyModel files)
    {
        var model = new OnnxSentimentModel(OnnxFiles.Find(files.Folder));
        model.Load();
        return model;
    }

    private static async Task<Report> ReportAsync(TestTextModels models, params string[] comments)
    {
        var facts = new CreatorFacts("1", "anna", "sandbox")
        {
            Comments = [.. comments.Select((text, index) => new CommentFacts("code0", $"user{index}", text))],
        };
        var gaps = new SectionGaps();
        return ReportBuilder.Build(facts, [], SampleReports.AnalysedAt, 1, ReferenceTables.Delivered, await models.Models.ReadAsync(facts, ReferenceTables.Delivered, gaps, Cancel), gaps);
    }
}
