using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Makes a run from a request: checks input and options, asks the plan's limits, keeps the input, starts the work.</summary>
internal sealed class RunStarter(SandboxAccount account, RunExecutor executor, WebhookDelivery webhooks, SandboxClock clock)
{
    public async Task<SandboxRun> StartAsync(HttpContext context, SandboxActor actor, CancellationToken sandboxStops)
    {
        var body = await RequestBody.ReadAsync(context.Request);
        return Start(context, actor, RequestBody.ParseObject(body), RunOptions.From(context.Request.Query), task: null, sandboxStops);
    }

    public async Task<SandboxRun> StartAsync(HttpContext context, SandboxTask task, CancellationToken sandboxStops)
    {
        var input = task.InputWith(await RequestBody.ReadObjectAsync(context.Request));
        var run = Start(context, task.Actor, input, RunOptions.From(context.Request.Query, task.Options), task, sandboxStops);
        task.CountRun();
        return run;
    }

    public void Resurrect(HttpContext context, SandboxRun run, CancellationToken sandboxStops)
    {
        if (!run.Resurrect(RunOptions.From(context.Request.Query, run.Options)))
            throw new ApifyFault(400, "cannot-resurrect-running-run", "It is not possible to resurrect a run that has not finished yet.");
        DecideFaults(run);
        webhooks.Raise(run, "ACTOR.RUN.RESURRECTED", sandboxStops);
        executor.Start(run, sandboxStops);
    }

    /// <summary>Makes the run one of the actor that the query names, with the input that the body holds.</summary>
    public async Task MetamorphAsync(HttpContext context, SandboxRun run, CancellationToken sandboxStops)
    {
        var actor = SandboxActor.Get(context.Request.Query["targetActorId"].ToString());
        var input = await RequestBody.ReadObjectAsync(context.Request);
        var plan = actor.PlanOf(input, clock.Now);
        var old = run.Metamorph(actor, plan, Encoding.UTF8.GetBytes(input.ToJsonString(Answers.Json)), clock.Now);
        DecideFaults(run);
        executor.Restart(run, old, sandboxStops);
    }

    private SandboxRun Start(
        HttpContext context, SandboxActor actor, JsonObject input, RunOptions options, SandboxTask? task, CancellationToken sandboxStops)
    {
        var plan = actor.PlanOf(input, clock.Now);
        var adHoc = AdHocWebhooks(context.Request.Query["webhooks"].ToString());
        var inputBytes = Encoding.UTF8.GetBytes(input.ToJsonString(Answers.Json));
        var run = new SandboxRun(actor, plan, options, inputBytes.Length, clock.Now)
        {
            TaskId = task?.Id,
            UserAgent = context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null,
        };
        run.Store.Put(KeyValueStore.InputKey, KeyValueRecord.Json(inputBytes), clock.Now);
        account.Admit(run);
        DecideFaults(run);
        foreach (var webhook in adHoc)
        {
            webhook.RunId = run.Id;
            account.Webhooks[webhook.Id] = webhook;
        }

        webhooks.Raise(run, "ACTOR.RUN.CREATED", sandboxStops);
        executor.Start(run, sandboxStops);
        return run;
    }

    /// <summary>After the run is admitted: a start that was refused does not use up a flaky name's failure.</summary>
    private void DecideFaults(SandboxRun run) =>
        run.FailsOn = run.Plan.Targets.Select(target => target.Name).OfType<string>().Where(name => Fails(run.Actor, name)).ToHashSet();

    private bool Fails(SandboxActor actor, string name) => NameFaults.Of(name) switch
    {
        NameFault.Failing => true,
        NameFault.Flaky => account.IsFirstWith(actor.Id, name),
        _ => false,
    };

    private List<Webhook> AdHocWebhooks(string base64)
    {
        if (base64.Length == 0)
            return [];
        try
        {
            // A plus sign that was not escaped has become a space.
            var json = JsonNode.Parse(Convert.FromBase64String(base64.Replace(' ', '+')));
            return [.. ((JsonArray)json!).Select(definition => Webhook.From((JsonObject)definition!, clock.Now, isAdHoc: true))];
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidCastException or NullReferenceException)
        {
            throw ApifyFault.InvalidValue("Parameter \"webhooks\" must be a base64-encoded JSON array of webhooks.");
        }
    }
}
