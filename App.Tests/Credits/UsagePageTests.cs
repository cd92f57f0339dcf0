using System.Security.Claims;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Credits.Pages;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Credits;

/// <summary>The page over the real books, with what scrapes cost made up.</summary>
public sealed class UsagePageTests : BunitContext, IAsyncLifetime
{
    private readonly EngineFixture _engine = new();
    private readonly Told _told = new();
    private Caller _caller = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _caller = await _engine.NewTeamAsync(500);
        await _engine.SubmitAsync(_caller, "ada", "bea");
        await _engine.WorkAllAsync();
        Services.AddSingleton<TimeProvider>(_engine.Time);
        Services.AddSingleton(_engine.Get<Wallets>());
        Services.AddSingleton(_engine.Get<ILedgerSubjects>());
        Services.AddSingleton(new UsageQueries(_engine.Database, _engine.Get<ILedgerSubjects>(), _told, _engine.Get<IOptions<CreditsOptions>>()));
        Services.AddSingleton(new CallerResolver(_engine.Database));
        Services.AddScoped<CurrentCaller>();
        AddAuthorization().SetAuthorized("tester").SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{_caller.UserId}"));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
        var creators = await _engine.Database.ReadAsync(
            db => db.Set<JobItem>().ToDictionaryAsync(item => item.Username, item => item.ProfileId!.Value, Cancel), Cancel);
        _told.Costs = new ProviderCosts(
            12.5, Scraped: 2, Unsettled: 1, new Dictionary<Guid, double> { [_caller.UserId] = 12.5 }, new Dictionary<Guid, double>(),
            new Dictionary<Guid, double> { [creators["ada"]] = 0.0421, [creators["bea"]] = 0.0002 });
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public void An_admin_sees_what_apify_was_paid_beside_the_credits()
    {
        var page = Render<UsagePage>();

        var paid = page.FindAll(".ca-figures > div").Single(figure => figure.QuerySelector("dt")!.TextContent == "Paid to Apify");
        Assert.Equal("$12.50", paid.QuerySelector(".ca-num")!.TextContent.Trim());
        Assert.Equal("2 creators scraped, 1 not billed yet", paid.QuerySelector(".under")!.TextContent);
        Assert.Equal("$12.50", Assert.Single(Column(page, "By member")));
        Assert.Equal(["$0.042", "<$0.001"], Column(page, "By creator"));
        Assert.Equal("–", Assert.Single(Column(page, "By search")));
        Assert.Equal(_caller.TeamId, Assert.Single(_told.Asked));
    }

    [Fact]
    public async Task A_member_is_not_told_what_was_paid()
    {
        await _engine.Database.WriteAsync(
            (db, token) => db.Set<Membership>().Where(m => m.UserId == _caller.UserId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, TeamRole.Member), token), Cancel);

        var page = Render<UsagePage>();

        Assert.Equal(2, page.FindAll("section.part").Count);
        Assert.DoesNotContain("Apify", page.Markup, StringComparison.Ordinal);
        Assert.Empty(_told.Asked);
    }

    [Fact]
    public async Task Every_number_opens_the_rows_that_add_up_to_it()
    {
        _engine.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;
        await _engine.SubmitAsync(_caller, "ada", "gone", "carl");
        await _engine.WorkAllAsync();
        await _engine.SubmitAsync(_caller, "dora");

        var links = Render<UsagePage>().FindAll("a[aria-label$=': open the rows']");

        var wrong = new List<string>();
        foreach (var link in links)
        {
            var label = link.GetAttribute("aria-label")!;
            var rows = await RowsAsync(link.GetAttribute("href")!);
            long? sum = label switch
            {
                _ when label.Contains("credits available", StringComparison.Ordinal) => rows.Sum(row => row.BalanceChange - row.ReservedChange),
                _ when label.Contains("credits owned", StringComparison.Ordinal) => rows.Sum(row => row.BalanceChange),
                _ when label.Contains("credits reserved", StringComparison.Ordinal) => rows.Sum(row => row.ReservedChange),
                _ when label.Contains("credits spent", StringComparison.Ordinal) || label.Contains("came back", StringComparison.Ordinal) => rows.Sum(row => row.Amount),
                _ when label.Contains("delivered", StringComparison.Ordinal) || label.Contains("creators", StringComparison.Ordinal) => rows.Count,
                _ => null,
            };
            if (sum is null ? rows.Count == 0 : $"{sum}" != link.TextContent)
                wrong.Add($"{label}: {link.TextContent} ≠ {sum}");
        }

        Assert.Empty(wrong);
        Assert.Contains(links, link => link.GetAttribute("aria-label")!.StartsWith("25 credits reserved", StringComparison.Ordinal));
        Assert.Contains(links, link => link.GetAttribute("aria-label")!.StartsWith("80 credits spent", StringComparison.Ordinal));
        Assert.Contains(links, link => link.GetAttribute("aria-label")!.StartsWith("1 known creators", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("new", 75, 3, 0)]
    [InlineData("known", 5, 1, 0)]
    [InlineData("released", 0, 0, 25)]
    public async Task A_kind_shows_what_was_spent_or_came_back_in_that_way_alone(string kind, int spent, int creators, int released)
    {
        _engine.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;
        await _engine.SubmitAsync(_caller, "ada", "gone", "carl");
        await _engine.WorkAllAsync();

        var page = Open($"/credits?kind={kind}");

        var figures = page.FindAll(".ca-figures > div").ToDictionary(figure => figure.QuerySelector("dt")!.TextContent, figure => figure.QuerySelector(".ca-num")!.TextContent.Trim());
        Assert.Equal(($"{spent}", $"{released}", false), (figures["Spent"], figures["Came back"], figures.ContainsKey("Paid to Apify")));
        Assert.StartsWith($"{creators} ", page.Find(".ca-figures ~ p").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(kind, page.Find("#usage-kind option[selected]").GetAttribute("value"));
    }

    [Fact]
    public async Task A_member_is_chosen_by_address_and_their_numbers_are_theirs_alone()
    {
        var other = new Caller(Guid.CreateVersion7(), _caller.TeamId, TeamRole.Member);
        await _engine.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new AppUser { Id = other.UserId, UserName = "mia@example.org", Email = "mia@example.org", ActiveTeamId = other.TeamId });
                db.Add(new Membership { TeamId = other.TeamId, UserId = other.UserId });
                return Task.CompletedTask;
            },
            Cancel);
        await _engine.SubmitAsync(other, "carl");
        await _engine.WorkAllAsync();

        var option = Render<UsagePage>().FindAll("#usage-member option").Single(choice => choice.TextContent == "mia@example.org");
        var page = Open($"/credits?member={option.GetAttribute("value")}");

        Assert.Equal("carl", page.Find("section[aria-label='By creator'] tbody td").TextContent);
        Assert.Single(page.FindAll("section[aria-label='By creator'] tbody tr"));
    }

    [Fact]
    public async Task A_creator_behind_a_hundred_larger_ones_is_found_and_one_of_other_days_in_the_ledger()
    {
        await _engine.Get<CreditOrders>().CarryOutAsync(by: null, new CreditOrder(_caller.TeamId, 10_000, IsTakingBack: false, "For many", "many"), Cancel);
        foreach (var names in Enumerable.Range(0, 120).Select(n => $"many{n:000}").Chunk(15))
            await _engine.SubmitAsync(_caller, names);
        await _engine.WorkAllAsync();
        var page = Render<UsagePage>();

        string[] Find(string name)
        {
            page.Find("input[type=search]").Input(name);
            return [.. page.FindAll("section[aria-label='By creator'] tbody .name").Select(cell => cell.TextContent)];
        }

        foreach (var name in new[] { "many000", "@many077", "many119" })
            Assert.Equal([name.TrimStart('@')], Find(name));
        Assert.Equal(100, Find("many").Length);

        _engine.Time.Advance(TimeSpan.FromDays(40));
        await _engine.SubmitAsync(_caller, [.. Enumerable.Range(0, 11).Select(n => $"later{n}")]);
        await _engine.WorkAllAsync();
        page = Render<UsagePage>();
        Assert.Empty(Find("many005"));
        await page.FindAll("button").Single(button => button.TextContent == "Look in all days").ClickAsync(new());
        Assert.Equal("many005", Assert.Single((await RowsAsync(Services.GetRequiredService<NavigationManager>().Uri)), row => row.Kind is LedgerKind.Charge).Creator);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-31", 12, "in February 2026")]
    [InlineData("2026-03-01", "2026-03-01", 12, "in February 2026")]
    [InlineData("2026-02-27", "2026-03-01", 7, "in the 3 days before")]
    [InlineData("0001-01-01", "0001-01-02", 0, "in January 0001")]
    public async Task A_month_is_compared_with_the_month_before_and_other_days_with_as_many_before(string from, string to, long before, string words)
    {
        foreach (var (day, amount) in new[] { ("2026-02-01", 5L), ("2026-02-26", 7L), ("2026-01-31", 11L) })
        {
            await _engine.Database.WriteAsync(
                (db, _) =>
                {
                    db.Add(new LedgerEntry { TeamId = _caller.TeamId, UserId = _caller.UserId, Kind = LedgerKind.Charge, Amount = amount, IdempotencyKey = day, CreatedAt = PageAddress.ReadStart(day)!.Value });
                    return Task.CompletedTask;
                },
                Cancel);
        }

        var page = Open($"/credits?from={from}&to={to}");

        var spent = page.FindAll(".ca-figures > div").Single(figure => figure.QuerySelector("dt")!.TextContent == "Spent");
        Assert.Equal($"{before} {words}", string.Join(' ', spent.QuerySelector(".under")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    private IRenderedComponent<UsagePage> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<UsagePage>();
    }

    private Task<IReadOnlyList<LedgerRow>> RowsAsync(string address)
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Contains('?', StringComparison.Ordinal) ? address.Split('?')[1] : "");
        var filter = CreditUrls.Filter(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
        return _engine.Get<LedgerQueries>().RowsAsync(_caller, filter with { Limit = 1000 }, Cancel);
    }

    /// <summary>The cells under "Apify, USD", with the row named "@ada" first.</summary>
    private static string[] Column(IRenderedComponent<UsagePage> page, string title)
    {
        var table = page.Find($"section[aria-label='{title}'] table");
        var column = table.QuerySelectorAll("th").Select(th => th.TextContent).ToList().IndexOf("Apify, USD");
        return [.. table.QuerySelectorAll("tbody tr").OrderBy(row => row.Children[0].TextContent, StringComparer.Ordinal).Select(row => row.Children[column].TextContent.Trim())];
    }

    private sealed class Told : IProviderCosts
    {
        public ProviderCosts Costs { get; set; } = null!;

        public List<Guid> Asked { get; } = [];

        public Task<ProviderCosts> OfAsync(Caller caller, DateTimeOffset from, DateTimeOffset to, Guid? userId, CancellationToken cancellationToken)
        {
            Asked.Add(caller.TeamId);
            return Task.FromResult(userId is null ? Costs : new ProviderCosts(0, 0, 0, new Dictionary<Guid, double>(), new Dictionary<Guid, double>(), new Dictionary<Guid, double>()));
        }
    }
}
