using System.Security.Claims;
using AngleSharp.Html.Dom;
using Bunit;
using Bunit.TestDoubles;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Operations.Pages;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Operations;

/// <summary>The operator's pages of reference tables.</summary>
public sealed class TablePageTests : BunitContext, IAsyncLifetime
{
    private static readonly ReferenceTable Benchmarks = ReferenceTable.Find(TableKind.Benchmarks);

    private readonly EngineFixture _engine = new();
    private Operator _operator = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private TableEdits Edits => _engine.Get<TableEdits>();

    public async ValueTask InitializeAsync()
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        var caller = await _engine.NewTeamAsync(0);
        _operator = new Operator(caller.UserId, "ops@example.org");
        await SetOperatorAsync(true);
        Services.AddSingleton<TimeProvider>(_engine.Time);
        Services.AddSingleton(_engine.Database);
        Services.AddSingleton(Edits);
        Services.AddScoped<CurrentOperator>();
        AddAuthorization().SetAuthorized("operator").SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{caller.UserId}"));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task A_row_is_changed_in_the_grid_and_what_breaks_a_rule_is_said_before_it_counts()
    {
        var page = Open("benchmarks");

        Field(page, "High from %, row 1").Change("4");
        Save(page);
        Assert.Equal("rows, row 1: cuts must rise; they are 1.72, 3.38, 4.42, 4.", Assert.Single(page.FindAll("[role=alert] li")).TextContent);
        Field(page, "High from %, row 1").Change("");
        Save(page);
        Assert.Equal("rows, entry 1, cuts, entry 4 must be a number. Correct it.", Assert.Single(page.FindAll("[role=alert] li")).TextContent);
        Field(page, "High from %, row 1").Change("8.25");
        page.Find("#g0-0").Change("Our own survey");
        Press(page, "Remove row 6");
        Press(page, "Add a row");
        Field(page, "To followers, row 6").Change("2000000");
        Field(page, "Label, row 6").Change("500k–2M");
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("Below", "0.1"), ("Average", "0.2"), ("Above", "0.3"), ("High", "0.4")])
            Field(page, $"{name} from %, row 6").Change(value);
        Save(page);

        Assert.Equal("Saved as version 1. Analyses that begin from now on use it.", page.Find("[role=status]").TextContent.Trim());
        var rows = (await _engine.Get<TablesInForce>().ReadAsync(Cancel)).Benchmarks.Rows;
        Assert.Equal([1.72, 3.38, 4.42, 8.25], rows[0].Cuts);
        Assert.Equal((500_000, 2_000_000), (rows[5].From, rows[5].To));
        Assert.Contains("Edited", page.Find(".state").TextContent, StringComparison.Ordinal);
        Assert.Contains("Version 1 by ops@example.org", page.Find(".state").TextContent, StringComparison.Ordinal);
        Assert.Contains("Our own survey", Render<TablesPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_are_edited_by_category_and_a_topic_is_added_and_removed()
    {
        var page = Open("topics");

        Press(page, "Add a topic");
        page.Find("#g1-0").Change("Chess");
        page.Find("#g1-1").Change("chess, grandmaster*,\n chess opening");
        Press(page, "Remove Beauty");
        Save(page);

        var topics = (await _engine.Get<TablesInForce>().ReadAsync(Cancel)).Topics.Topics;
        Assert.Equal(["chess", "grandmaster*", "chess opening"], topics[0].Strong);
        Assert.Equal((ReferenceTables.Delivered.Topics.Topics.Count, 0), (topics.Count, topics.Count(topic => topic.Name == "Beauty")));
    }

    [Fact]
    public async Task Whoever_was_overtaken_keeps_what_they_entered_and_chooses()
    {
        var page = Open("benchmarks");
        page.Find("#g0-0").Change("Mine");
        await Edits.SaveAsync(_operator, Benchmarks, Benchmarks.Delivered.Text.Replace("Social Cat", "Theirs", StringComparison.Ordinal), 0, Cancel);

        Save(page);
        Assert.StartsWith("Not saved: ops@example.org saved this table while you were at it (version 1).", page.Find("[role=alert] p").TextContent, StringComparison.Ordinal);
        Assert.Equal("Mine", ((IHtmlInputElement)page.Find("#g0-0")).Value);
        Press(page, "Save mine as the next version");

        page.WaitForAssertion(() => Assert.Contains("Saved as version 2.", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Mine", (await _engine.Get<TablesInForce>().ReadAsync(Cancel)).Benchmarks.Source);
    }

    [Fact]
    public async Task JSON_is_uploaded_and_corrected_and_the_delivered_table_comes_back_after_a_confirmation()
    {
        var page = Open("benchmarks");
        var text = Benchmarks.Delivered.Text.Replace("Social Cat", "Uploaded", StringComparison.Ordinal);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(text.Replace("\"date\"", "\"day\"", StringComparison.Ordinal), "mine.json"));
        page.WaitForAssertion(() => Assert.Equal("Line 4: there is no field “day” here. Remove it, or correct its name.", page.Find("[role=alert] li").TextContent));
        page.Find("#table-json").Change(text);
        Press(page, "Edit in the form");
        Assert.Equal("Uploaded", ((IHtmlInputElement)page.Find("#g0-0")).Value);
        Save(page);
        Assert.Equal("Uploaded", (await Edits.FindAsync(_operator, Benchmarks, Cancel)).InForce.Source);

        Press(page, "Back to the delivered table");
        Assert.True((await Edits.FindAsync(_operator, Benchmarks, Cancel)).IsEdited);
        Press(page, "Go back to the delivered table");
        Assert.False((await Edits.FindAsync(_operator, Benchmarks, Cancel)).IsEdited);
        Press(page, "Take version 1 into the form");
        Assert.Equal("Uploaded", ((IHtmlInputElement)page.Find("#g0-0")).Value);
    }

    [Fact]
    public void What_is_not_saved_is_not_lost_by_a_click_on_a_link()
    {
        var navigation = Services.GetRequiredService<BunitNavigationManager>();
        var page = Open("benchmarks");
        navigation.NavigateTo("operations");
        Assert.Equal("operations", navigation.ToBaseRelativePath(navigation.Uri));

        page.Find("#g0-0").Input("Min");
        Assert.True(page.FindComponent<NavigationLock>().Instance.ConfirmExternalNavigation);
        page.Find("#g0-0").Change("Mine");
        Assert.True(page.FindComponent<NavigationLock>().Instance.ConfirmExternalNavigation);
        navigation.NavigateTo("operations/tables");
        Assert.Equal("operations", navigation.ToBaseRelativePath(navigation.Uri));
        Assert.StartsWith("What you changed here is not saved.", page.Find("[role=alert] p").TextContent, StringComparison.Ordinal);
        Press(page, "Stay here");
        Assert.Empty(page.FindAll("[role=alert]"));
        Assert.Equal("Mine", ((IHtmlInputElement)page.Find("#g0-0")).Value);

        navigation.NavigateTo("operations/tables");
        Press(page, "Leave without saving");
        Assert.Equal("operations/tables", navigation.ToBaseRelativePath(navigation.Uri));
    }

    [Fact]
    public void What_is_saved_or_put_back_holds_nobody()
    {
        var navigation = Services.GetRequiredService<BunitNavigationManager>();
        var page = Open("benchmarks");
        page.Find("#g0-0").Change("Mine");
        page.Find("#g0-0").Change("Social Cat");
        Press(page, "Edit as JSON");
        Assert.False(page.FindComponent<NavigationLock>().Instance.ConfirmExternalNavigation);
        page.Find("#table-json").Change(Benchmarks.Delivered.Text.Replace("Social Cat", "Mine", StringComparison.Ordinal));
        Assert.True(page.FindComponent<NavigationLock>().Instance.ConfirmExternalNavigation);
        Save(page);
        page.WaitForAssertion(() => Assert.Contains("Saved as version 1.", page.Markup, StringComparison.Ordinal));

        navigation.NavigateTo("operations");

        Assert.Equal("operations", navigation.ToBaseRelativePath(navigation.Uri));
    }

    [Fact]
    public async Task Whoever_stops_being_operator_can_change_nothing()
    {
        var page = Open("benchmarks");
        page.Find("#g0-0").Change("Mine");
        await SetOperatorAsync(false);

        Save(page);

        page.WaitForAssertion(() => Assert.Equal("", page.Markup.Trim()));
        Assert.Empty(await Edits.VersionsAsync(_operator, Benchmarks, Cancel));
    }

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<TablePage> page, string label) => page.Find($"[aria-label='{label}']");

    private static void Save(IRenderedComponent<TablePage> page) => page.Find("form").Submit();

    private static void Press(IRenderedComponent<TablePage> page, string name) =>
        page.FindAll("button").Single(button => (button.GetAttribute("aria-label") ?? button.TextContent) == name).Click();

    private IRenderedComponent<TablePage> Open(string slug)
    {
        var page = Render<TablePage>(parameters => parameters.Add(p => p.Slug, slug));
        page.WaitForElement("form");
        return page;
    }

    private Task SetOperatorAsync(bool isOperator) => _engine.Database.WriteAsync(
        (db, token) => db.Set<AppUser>().Where(user => user.Id == _operator.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsOperator, isOperator).SetProperty(user => user.Email, _operator.Email), token),
        Cancel);
}
