using System.Text.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class ReportJsonTests
{
    [Fact]
    public void The_document_has_these_names_and_words()
    {
        var document = JsonNode.Parse(ReportJson.Write(SampleReports.Full))!;
        var golden = Path.Combine(AppContext.BaseDirectory, "Analysis", "report.golden.json");

        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(golden)), document),
            $"The report's document changed; {golden} expects otherwise. It is now:\n{document.ToJsonString(Indented)}");
    }

    [Fact]
    public void A_document_read_back_is_the_same()
    {
        var document = ReportJson.Write(SampleReports.Full);

        Assert.Equal(document, ReportJson.Write(ReportJson.Read(document)));
    }

    [Theory]
    [InlineData("languages")]
    [InlineData("topics")]
    public void What_is_not_computed_is_absent(string section) =>
        Assert.False(JsonNode.Parse(ReportJson.Write(ReportBuilder.Build(SampleReports.FullFacts, [], SampleReports.AnalysedAt, 1, ReferenceTables.Delivered)))!.AsObject().ContainsKey(section));

    [Theory]
    [InlineData("report.golden.json")]
    [InlineData("first-report.golden.json")]
    public void A_list_that_a_stored_report_does_not_have_is_empty(string file)
    {
        var document = JsonNode.Parse(Golden(file))!;
        var lists = TakeLists(document);
        Assert.Contains("externalUrls", lists);
        Assert.Contains("excluded", lists);

        var report = ReportJson.Read(document.ToJsonString());

        Assert.Empty(report.ExternalUrls);
        Assert.Empty(report.Warnings);
        Assert.Empty(report.Posts);
        Assert.Empty(report.Window.Excluded);
        Assert.Empty(report.Growth?.Counts ?? []);
        Assert.Empty(report.Paid?.Posts ?? []);
        Assert.Null(report.Brands);
        Assert.All([report.Comments is null || report.Comments.RegularCommenters.Count == 0, report.Authenticity is null || report.Authenticity.Deductions.Count == 0], Assert.True);
    }

    [Fact]
    public void Lists_of_posts_that_a_stored_report_does_not_have_are_empty()
    {
        var document = JsonNode.Parse(Golden("first-report.golden.json"))!;
        foreach (var post in document["posts"]!.AsArray())
            Assert.Equal(["hashtags", "mentions"], TakeLists(post!));

        Assert.All(ReportJson.Read(document.ToJsonString()).Posts, post => Assert.Empty(post.Hashtags.Concat(post.Mentions)));
    }

    /// <summary>Takes every list out of a document, at any depth; returns their names.</summary>
    internal static List<string> TakeLists(JsonNode document)
    {
        List<string> taken = [];
        foreach (var (name, value) in document.AsObject().ToList())
        {
            if (value is JsonArray)
            {
                document.AsObject().Remove(name);
                taken.Add(name);
            }
            else if (value is JsonObject)
            {
                taken.AddRange(TakeLists(value));
            }
        }

        return taken;
    }

    internal static string Golden(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Analysis", file));

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };
}
