using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Operations;

/// <summary>What <c>/health/…</c> answers.</summary>
/// <param name="Status">live; ready, starting or unavailable.</param>
/// <param name="Detail">What is missing, in a sentence; null when nothing is.</param>
public sealed record Health(string Status, string? Detail = null);

/// <summary>
/// <c>/health/live</c>: the process answers, restart it when it does not. <c>/health/ready</c>: it can do its work, send it requests.
/// Apify is not asked: searches wait for it in the queue, and taking every process out of service would help nobody.
/// </summary>
internal static class HealthEndpoints
{
    private const string Root = "/health";

    /// <summary>A database that takes longer is as good as away.</summary>
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(3);

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static bool Covers(PathString path) => path.StartsWithSegments(Root);

    public static void Map(WebApplication app)
    {
        var health = app.MapGroup(Root).AllowAnonymous().WithTags("Health").DisableHttpMetrics();
        health.MapMethods("/live", Methods, () => TypedResults.Ok(new Health("live")))
            .WithName("Live")
            .WithSummary("200 as long as the process answers.");
        health.MapMethods("/ready", Methods, ReadyAsync)
            .WithName("Ready")
            .WithSummary("200 when migrations and bootstrap are done and the database answers, else 503.")
            .Produces<Health>()
            .Produces<Health>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(
        HttpResponse response, Readiness readiness, Database database, TimeProvider time, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        if (!readiness.IsReady)
            return Unavailable(new Health("starting", "Start-up is not done; the log says what it waits for."));
        if (!await AnswersAsync(database, time, cancellationToken))
            return Unavailable(new Health("unavailable", "The database does not answer."));
        return TypedResults.Ok(new Health("ready"));
    }

    private static IResult Unavailable(Health health) => TypedResults.Json(health, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static async Task<bool> AnswersAsync(Database database, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(DatabaseTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await database.ReadAsync(db => db.Database.CanConnectAsync(either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
