using System.Net;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Tests.Support;
using CreatorAnalytics.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Results, library, lists, ledger and usage as files, by REST and from the pages.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new(("Bootstrap:Credits", "10000"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_jobs_results_are_a_row_a_creator_with_the_columns_asked_for_in_that_order()
    {
        _api.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.AccountUnavailable, "") : null;
        _api.Scraper.Profile = username => new ProfileRow { Id = "1", Username = username, FullName = "=cmd|'/c calc'!A1", FollowersCount = 1000 };
        var job = await _api.RunAsync("ada", "gone");

        var (answer, text) = await GetAsync($"/api/v1/exports/jobs/{job["jobId"]}?format=csv&columns=username,status,followers,fullName,errorCode,engagementRate");

        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Matches(@"^search-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.csv$", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal(
            ["Username,Status,Followers,Name,Error,Engagement rate (%)", "ada,completed,1000,'=cmd|'/c calc'!A1,,", "gone,failed,,,account_unavailable,", ""],
            text.Split("\r\n"));
    }

    [Fact]
    public async Task A_workbook_holds_numbers_and_every_column()
    {
        var job = await _api.RunAsync("ada");
        var answer = await _api.Client.GetAsync(new Uri($"/api/v1/exports/jobs/{job["jobId"]}?format=xlsx", UriKind.Relative), Cancel);

        Assert.Equal(Spreadsheet.ExcelType, answer.Content.Headers.ContentType!.MediaType);
        var rows = SpreadsheetFile.Read(await answer.Content.ReadAsByteArrayAsync(Cancel)).Rows;
        Assert.Equal(2, rows.Count);
        Assert.Equal(CreatorAnalytics.Jobs.JobExport.Table.Names.Select(column => column.Title), rows[0]);
    }

    [Fact]
    public async Task Files_hold_all_rows_however_many_there_are()
    {
        for (var n = 0; n < 8; n++)
            await _api.RunAsync(ApiFixture.Names(15, $"many{n}x"));
        var list = (string)(await ApiFixture.BodyAsync(await _api.PostAsync("/api/v1/lists", new { name = "All of them" })))["id"]!;
        await _api.PostAsync($"/api/v1/lists/{list}/creators", new { usernames = "many0x1, many1x2" });

        var library = await RowsAsync("/api/v1/exports/creators?search=many&columns=username");
        Assert.Equal(120, library.Distinct().Count());
        Assert.Equal(120, library.Count);
        Assert.Equal(["many0x1,considered", "many1x2,considered"], (await RowsAsync($"/api/v1/exports/lists/{list}?format=csv&columns=username,status")).Order());
        Assert.Equal(120, (await RowsAsync("/api/v1/exports/ledger?kind=charge&format=csv&columns=creator")).Count(name => name.StartsWith("many", StringComparison.Ordinal)));
        Assert.Equal(120, (await RowsAsync("/api/v1/exports/usage?format=csv&by=creator&columns=name")).Count);
        Assert.Contains("many3x7,25", await RowsAsync("/api/v1/exports/usage?format=csv&by=creator&columns=name,spent"));
        Assert.Single(await RowsAsync("/api/v1/exports/usage?format=csv&by=member&columns=name"));
    }

    [Theory]
    [InlineData("format=pdf")]
    [InlineData("format=csv&columns=username,nonsense")]
    [InlineData("columns=Username")]
    public async Task A_format_or_column_that_there_is_not_is_refused_with_those_there_are(string query)
    {
        var problem = await ApiFixture.ProblemAsync(
            await _api.Client.GetAsync(new Uri($"/api/v1/exports/creators?{query}", UriKind.Relative), Cancel), HttpStatusCode.BadRequest, "invalid_request");

        Assert.Matches("csv, xlsx or json.*lastScrapedAt", (string)problem["detail"]!);
    }

    [Fact]
    public async Task The_pages_give_the_same_files_and_json()
    {
        var job = await _api.RunAsync("pia");
        using var page = _api.Anonymous();
        await page.SignInAsync("owner@example.com", "correct horse");

        // As a form sends it, a parameter a column.
        var csv = await page.GetStringAsync(new Uri($"/exports/searches/{job["jobId"]}?columns=username&columns=followers&format=csv", UriKind.Relative), Cancel);
        Assert.Equal((await GetAsync($"/api/v1/exports/jobs/{job["jobId"]}?format=csv&columns=username,followers")).Text, csv);
        var json = System.Text.Json.Nodes.JsonNode.Parse(await page.GetStringAsync(new Uri("/exports/creators?q=pia&format=json", UriKind.Relative), Cancel))!;
        Assert.Equal(("pia", false), ((string?)json[0]!["username"], (bool)json[0]!["private"]!));
    }

    [Fact]
    public async Task What_a_page_refuses_to_give_is_not_in_the_audit_log()
    {
        var job = await _api.RunAsync("pia");
        using var page = _api.Anonymous();
        await page.SignInAsync("owner@example.com", "correct horse");

        string[] wrong =
        [
            "/exports/ledger?format=pdf", "/exports/ledger", "/exports/usage?format=pdf", "/exports/creators?format=csv&columns=x", "/audit/export",
            $"/exports/searches/{job["jobId"]}?format=csv&columns=x",
        ];
        foreach (var url in wrong)
            Assert.Equal(HttpStatusCode.BadRequest, (await page.GetAsync(new Uri(url, UriKind.Relative), Cancel)).StatusCode);
        foreach (var absent in new[] { "/exports/usage?format=csv&by=moon", $"/exports/searches/{Guid.CreateVersion7()}?format=csv", $"/exports/creators?format=csv&list={Guid.CreateVersion7()}" })
            Assert.Equal(HttpStatusCode.NotFound, (await page.GetAsync(new Uri(absent, UriKind.Relative), Cancel)).StatusCode);
        await page.GetAsync(new Uri("/exports/ledger?format=csv", UriKind.Relative), Cancel);

        await _api.Services.GetRequiredService<AuditTrail>().WriteAsync(Cancel);
        var rows = (await _api.GetAsync("/api/v1/audit?kind=exported"))["items"]!.AsArray();
        Assert.Equal("The ledger", (string?)Assert.Single(rows)!["subject"]);
    }

    private async Task<(HttpResponseMessage Answer, string Text)> GetAsync(string url)
    {
        var answer = await _api.Client.GetAsync(new Uri(url, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (answer, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Without the heading.</summary>
    private async Task<List<string>> RowsAsync(string url) => [.. (await GetAsync(url)).Text.TrimEnd().Split("\r\n").Skip(1)];
}
