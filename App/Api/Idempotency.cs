using System.Security.Cryptography;
using System.Text;
using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Api;

/// <summary>Makes endpoints that create something safe to send again.</summary>
internal static class Idempotency
{
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that was given before.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    public const string HeaderWords =
        "Any text of 1 to 255 characters, new for each thing to create, such as a UUID. Sent again with the same body within 24 hours it "
        + "gets the same answer, and nothing is created twice.";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Lets callers send an Idempotency-Key.</summary>
    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(OnceAsync)
        .WithMetadata(new TakesIdempotencyKeyMetadata())
        .Refuses(StatusCodes.Status409Conflict, Problems.IdempotencyKeyInUse)
        .Refuses(StatusCodes.Status422UnprocessableEntity, Problems.IdempotencyKeyReused);

    /// <summary>Keeps the body of such a request, which is read twice: by the endpoint, and to compare it.</summary>
    public static void KeepBody(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey(Header))
            http.Request.EnableBuffering(RequestLimits.MaxBodyBytes);
    }

    private static async ValueTask<object?> OnceAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Headers[Header] is not { Count: > 0 } header)
            return await next(context);
        if (header is not [{ Length: > 0 and <= IdempotencyKeys.MaximumKeyLength } key] || key.Any(c => c is < ' ' or > '~'))
            return Problems.InvalidRequest($"'{Header}' is one text of 1 to {IdempotencyKeys.MaximumKeyLength} plain characters.");

        var keys = http.RequestServices.GetRequiredService<IdempotencyKeys>();
        var caller = context.Arguments.OfType<ApiCaller>().Single().Caller;
        switch (await TurnAsync(keys, caller, key, await HashAsync(http.Request), http))
        {
            case IdempotencyTurn.Go go:
                if (context.Arguments.OfType<NewId>().SingleOrDefault() is { } newId)
                    newId.Value = go.CreatedId;
                return await CarryOutAsync(context, next, keys, caller, key);
            case IdempotencyTurn.Answered answered:
                http.Response.Headers[ReplayedHeader] = "true";
                return answered.Answer;
            case IdempotencyTurn.Reused:
                return Problems.KeyReused();
            default:
                return Problems.KeyInUse();
        }
    }

    /// <summary>The turn; while another has it, waits for the answer.</summary>
    private static async Task<IdempotencyTurn> TurnAsync(IdempotencyKeys keys, Caller caller, string key, string hash, HttpContext http)
    {
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var begun = time.GetTimestamp();
        while (true)
        {
            var turn = await keys.TakeAsync(caller, key, hash, http.RequestAborted);
            if (turn is not IdempotencyTurn.Busy || time.GetElapsedTime(begun) > Patience)
                return turn;
            await Task.Delay(LookEvery, time, http.RequestAborted);
        }
    }

    private static async Task<object?> CarryOutAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, IdempotencyKeys keys, Caller caller, string key)
    {
        CapturedAnswer answer;
        try
        {
            answer = await CapturedAnswer.OfAsync(context.HttpContext, (IResult)(await next(context))!);
        }
        catch
        {
            await keys.GiveBackAsync(caller, key);
            throw;
        }

        if (answer.Status < StatusCodes.Status300MultipleChoices)
            await keys.KeepAsync(caller, key, answer);
        else
            await keys.ForgetAsync(caller, key);
        return answer;
    }

    private static async Task<string> HashAsync(HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        request.Body.Position = 0;
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Marks an endpoint that takes an Idempotency-Key.</summary>
internal sealed record TakesIdempotencyKeyMetadata;

/// <summary>
/// The id that an Idempotency-Key decided for what the request creates, before the endpoint runs, so that a second try after a crash
/// makes nothing twice. Null without a key.
/// </summary>
internal sealed class NewId
{
    public Guid? Value { get; set; }

    /// <summary>Found by the framework: a parameter of this type is filled from the request.</summary>
    public static ValueTask<NewId?> BindAsync(HttpContext http) => ValueTask.FromResult<NewId?>(new NewId());
}
