using System.Text.Json;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.E2E.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.E2E;

/// <summary>wwwroot/job-manager.js in a browser, against the running application.</summary>
[Collection(nameof(Browser))]
public sealed class JobManagerModuleTests(Browser browser)
{
    private const string Key = "the-key-of-the-client-module-tests";

    // The page knows a ticket only; everything else goes with the key, as a server of the page's own would.
    private const string Script = """
        async key => {
          const { JobManager, ApiProblem } = await import('/job-manager.js');
          const headers = { Authorization: `Bearer ${key}` };
          const getStreamTicket = async () => (await (await fetch('/api/v1/stream-tickets', { method: 'POST', headers })).json()).ticket;
          const jobs = new JobManager({ apiKey: key });
          const page = new JobManager({ getStreamTicket });
          const said = { updates: [], resumed: [] };

          const bulk = await jobs.submitBulkCreators('module_one, missing_module', { maxCredits: 50 });
          await page.subscribeToJobUpdates(bulk.jobId, update => said.updates.push(update)).done;
          await page.subscribeToJobUpdates(bulk.jobId, update => said.resumed.push(update), { lastEventId: said.updates[0].id }).done;
          said.results = await jobs.getJobResults(bulk.jobId);

          const single = await jobs.submitSingleCreator('slow_module');
          said.cancelled = (await jobs.cancelJob(single.jobId)).cancelledCreators >= 0;
          said.refusal = await jobs.submitBulkCreators([]).catch(problem => problem instanceof ApiProblem && problem.code);

          let told = 0;
          const all = page.subscribeToJobUpdates(null, () => { told++; all.close(); });
          await all.done;
          said.told = told;
          return said;
        }
        """;

    [Fact]
    public async Task A_page_submits_follows_by_ticket_resumes_and_reads_results()
    {
        await MakeTeamAsync();
        var window = await browser.OpenAsync();
        await window.Page.GotoAsync("/");

        var said = await window.Page.EvaluateAsync<JsonElement>(Script, Key);

        var updates = said.GetProperty("updates").EnumerateArray().ToList();
        Assert.Equal("snapshot", updates[0].GetProperty("type").GetString());
        Assert.Equal("job.ended", updates[^1].GetProperty("kind").GetString());
        var ids = updates.ConvertAll(update => update.GetProperty("id").GetInt64());
        Assert.Equal(Enumerable.Range(0, ids.Count).Select(n => ids[0] + n), ids);
        Assert.Equal(ids.Skip(1), said.GetProperty("resumed").EnumerateArray().Select(update => update.GetProperty("id").GetInt64()));
        Assert.False(said.GetProperty("results").GetProperty("isPartial").GetBoolean());
        Assert.Equal("module_one", said.GetProperty("results").GetProperty("results")[0].GetProperty("username").GetString());
        Assert.Equal("handle_not_found", said.GetProperty("results").GetProperty("failures")[0].GetProperty("code").GetString());
        Assert.True(said.GetProperty("cancelled").GetBoolean());
        Assert.Equal("no_creators", said.GetProperty("refusal").GetString());
        Assert.Equal(1, said.GetProperty("told").GetInt32());
        Assert.Empty(window.ForeignRequests);
    }

    [Fact]
    public async Task A_stream_that_a_stopping_server_closes_before_anything_came_is_opened_again()
    {
        var window = await browser.OpenAsync();
        await window.Page.GotoAsync("/");

        var told = await window.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { JobManager } = await import('/job-manager.js');
              const answers = ['retry: 2000\n\n', 'id: 8\ndata: {"type":"event","id":8,"kind":"job.ended"}\n\n'];
              const told = [];
              const jobs = new JobManager({ fetch: async () => new Response(answers.shift() ?? '') });
              await jobs.subscribeToJobUpdates('x', update => told.push(update.kind), { lastEventId: 7 }).done;
              return told;
            }
            """);

        Assert.Equal(["job.ended"], told);
    }

    private async Task MakeTeamAsync()
    {
        await using var scope = browser.App.Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<TeamRegistration>().CreateAsync(
            new NewTeam("Module", "module@example.com", "correct horse battery", OpeningCredits: 500, ApiKey: Key), TestContext.Current.CancellationToken);
        Assert.IsType<TeamCreation.Created>(made);
    }
}
