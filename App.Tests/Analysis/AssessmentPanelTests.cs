using Bunit;
using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Analysis.Pages;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class AssessmentPanelTests : BunitContext
{
    public AssessmentPanelTests() => Renderer.SetRendererInfo(new RendererInfo("Server", true));

    [Fact]
    public void A_summary_says_who_wrote_it_and_each_note_where_it_is_from()
    {
        var panel = Panel(SampleReports.Full.Assessment!);

        Assert.Equal("Bakes sourdough at home and shows every step.", panel.Find(".summary").TextContent);
        Assert.Contains("Category: Baking. Written by small-1", panel.Find("section > .ca-muted").TextContent, StringComparison.Ordinal);
        var notes = panel.FindAll(".notes > li");
        Assert.Equal(["Alcohol", "Politics"], notes.Select(note => note.QuerySelector("strong")!.TextContent));
        Assert.Equal("https://www.instagram.com/p/code1/", notes[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("In the profile", notes[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("14 captions", panel.Find("details").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void That_nothing_was_noted_is_no_proof_and_is_said_so()
    {
        var panel = Panel(SampleReports.Full.Assessment! with { BrandSafety = [] });

        Assert.Empty(panel.FindAll(".notes"));
        Assert.Contains("does not prove that there is nothing", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_stored_summary_holds_it_is_text()
    {
        var panel = Panel(SampleReports.Full.Assessment! with
        {
            Summary = "<script>alert(1)</script><a href='https://evil.example'>x</a>",
            BrandSafety = [new BrandSafetyNote(BrandSafetyKind.Other, "<img src=x onerror=alert(1)>", "code0")],
            Model = "<b>m</b>",
        });

        Assert.Empty(panel.FindAll("script, img, b, .summary a"));
        Assert.Contains("<script>", panel.Find(".summary").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_without_one_shows_nothing_of_it()
    {
        var with = Render<ReportView>(p => p.Add(c => c.Report, SampleReports.Full).Add(c => c.Now, SampleReports.AnalysedAt));
        var without = Render<ReportView>(p => p.Add(c => c.Report, SampleReports.Full with { Assessment = null }).Add(c => c.Now, SampleReports.AnalysedAt));

        Assert.Single(with.FindAll("#assessment"));
        Assert.Empty(without.FindAll("#assessment"));
        Assert.DoesNotContain("small-1", without.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_say_which_model_scored_them()
    {
        var comments = SampleReports.Full.Comments!;

        var panel = Render<CommentsPanel>(p => p.Add(c => c.Section, comments with { Sentiment = comments.Sentiment! with { Model = "tiny-sentiment" } }));

        Assert.Contains("scored by the model tiny-sentiment", panel.Find("details").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("valence", panel.Find("details").TextContent, StringComparison.Ordinal);
        Assert.Contains("valence", Render<CommentsPanel>(p => p.Add(c => c.Section, comments)).Find("details").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<AssessmentPanel> Panel(AssessmentSection section) =>
        Render<AssessmentPanel>(p => p.Add(c => c.Report, SampleReports.Full).Add(c => c.Section, section));
}
