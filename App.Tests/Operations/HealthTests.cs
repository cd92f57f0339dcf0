using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CreatorAnalytics.Operations;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Operations;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_is_503_until_start_up_is_done_and_then_200()
    {
        await using var app = Waiting(out var finish);
        using var http = app.NewClient();

        var (starting, startingHealth) = await ReadyAsync(http);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting"), (starting, startingHealth.Status));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", Cancel)).StatusCode);

        finish.SetResult();
        await app.StartAsync();
        Assert.Equal((HttpStatusCode.OK, new Health("ready")), await ReadyAsync(http));
    }

    [Fact]
    public async Task Until_then_programs_get_a_problem_and_people_a_page()
    {
        await using var app = Waiting(out _);
        using var http = app.NewClient();

        using var problem = await http.GetAsync("/api/v1/credits", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, problem.StatusCode);
        Assert.Equal("application/problem+json", problem.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(problem.Headers.RetryAfter?.Delta);
        Assert.Equal("starting", (await problem.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString());

        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
        using var page = await http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("<h1>Creator Analytics is starting</h1>", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_gone_makes_it_unavailable()
    {
        await using var app = Waiting(out var finish);
        using var http = app.NewClient();
        finish.SetResult();
        await app.StartAsync();

        // A file that is merely deleted is made anew by whoever opens it next; a folder is not.
        var folder = Path.GetDirectoryName(new SqliteConnectionStringBuilder(app.ConnectionString).DataSource)!;
        Directory.Move(folder, $"{folder}-lost");

        var (status, health) = await ReadyAsync(http);
        Directory.Move($"{folder}-lost", folder);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (status, health.Status));
    }

    [Fact]
    public async Task An_answer_names_its_request_and_keeps_the_name_that_the_caller_gave()
    {
        await using var app = new AppFixture();
        using var http = app.NewClient();

        using var unnamed = await http.GetAsync("/health/live", Cancel);
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(unnamed.Headers.GetValues("X-Request-Id")));

        Assert.Equal("order-7_a.b", await EchoAsync(http, "order-7_a.b"));
        Assert.NotEqual("bad name", await EchoAsync(http, "bad name"));
        Assert.NotEqual(new string('x', 65), await EchoAsync(http, new string('x', 65)));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<string> EchoAsync(HttpClient http, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Request-Id", id);
        using var answer = await http.SendAsync(request, Cancel);
        return Assert.Single(answer.Headers.GetValues("X-Request-Id"));
    }

    private static async Task<(HttpStatusCode Status, Health Health)> ReadyAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/health/ready", Cancel);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<Health>(Cancel))!);
    }

    /// <summary>An application whose last start-up task waits for the test.</summary>
    private static AppFixture Waiting(out TaskCompletionSource finish)
    {
        var gate = new Gate();
        finish = gate.Opened;
        return new AppFixture { Configure = services => services.AddSingleton<IStartupTask>(gate) };
    }

    private sealed class Gate : IStartupTask
    {
        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task RunAsync(CancellationToken cancellationToken) => Opened.Task.WaitAsync(cancellationToken);
    }
}
