using System.Text.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Analysis;

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
        Assert.False(JsonNode.Parse(ReportJson.Write(ReportBuilder.Build(SampleReports.FullFacts, [], SampleReports.AnalysedAt, 1)))!.AsObject().ContainsKey(section));

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };
}
