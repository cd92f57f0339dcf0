using System.ComponentModel;
using System.Globalization;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>Job updates as they happen: server-sent events, the same over WebSocket, and the tickets that open them in browsers.</summary>
internal static class StreamEndpoints
{
    private const string LastEventIdHeader = "Last-Event-ID";
    private const string LastEventIdWords = "The id of the last event you have, to get only later ones; the header Last-Event-ID does the same.";
    private const string TicketWords = "A stream ticket, where a browser cannot send a key.";

    public static void Map(RouteGroupBuilder api)
    {
        var streams = api.MapGroup("").WithTags("Updates");
        streams.MapPost("/stream-tickets", TicketAsync)
            .WithName("createStreamTicket")
            .WithSummary("Get a ticket that opens one stream")
            .WithDescription("For browsers, which cannot send a key when they open a stream: send it as ?ticket= within 60 seconds, once.")
            .RequireAuthorization(ApiAccess.ReadPolicy)
            .TakesIdempotencyKey();
        streams.MapGet("/jobs/{jobId:guid}/events", JobAsync)
            .WithName("streamJobEvents")
            .WithSummary("Follow a job")
            .WithDescription(
                "Server-sent events: a snapshot, then an event for each change, numbered without gaps by id. Send Last-Event-ID to go on where "
                + "you stopped. The stream closes after the job's last event; comments in between are heartbeats.")
            .Produces<string>(StatusCodes.Status200OK, ServerSentEvents.ContentType)
            .WithMetadata(new AcceptsStreamTicket())
            .RequireAuthorization(ApiAccess.ReadPolicy)
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode)
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        streams.MapGet("/jobs/events", AllAsync)
            .WithName("streamEvents")
            .WithSummary("Follow all your jobs")
            .WithDescription("Server-sent events of all your own jobs: a snapshot of those that run, then an event for each change. It stays open.")
            .Produces<string>(StatusCodes.Status200OK, ServerSentEvents.ContentType)
            .WithMetadata(new AcceptsStreamTicket())
            .RequireAuthorization(ApiAccess.ReadPolicy)
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        streams.MapGet("/jobs/updates", WebSocketAsync)
            .WithName("openJobUpdates")
            .WithSummary("Follow jobs over WebSocket")
            .WithDescription(
                "The messages {type: snapshot, event or ping} of one job (?jobId=) or of all your own. Send {\"type\": \"subscribe\", \"jobId\": …} or "
                + "{\"type\": \"unsubscribe\", \"jobId\": …} to follow further jobs or fewer; a job's last event ends its subscription.")
            .Produces<string>(StatusCodes.Status101SwitchingProtocols, "application/json")
            .WithMetadata(new AcceptsStreamTicket())
            .RequireAuthorization(ApiAccess.ReadPolicy)
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode)
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
    }

    private static async Task<Ok<StreamTicketAnswer>> TicketAsync(ApiCaller api, HttpContext http, StreamTickets tickets, CancellationToken cancellationToken)
    {
        var (ticket, expiresAt) = await tickets.IssueAsync(http.User, cancellationToken);
        return TypedResults.Ok(new StreamTicketAnswer(ticket, expiresAt));
    }

    private static Task<IResult> JobAsync(
        Guid jobId,
        [Description(LastEventIdWords)] string? lastEventId,
        [Description(TicketWords)] string? ticket,
        ApiCaller api,
        JobEventStreams streams,
        HttpContext http) => FollowAsync(jobId, lastEventId, api, streams, http);

    private static Task<IResult> AllAsync(
        [Description(LastEventIdWords)] string? lastEventId,
        [Description(TicketWords)] string? ticket,
        ApiCaller api,
        JobEventStreams streams,
        HttpContext http) => FollowAsync(jobId: null, lastEventId, api, streams, http);

    private static async Task<IResult> FollowAsync(
        Guid? jobId, string? lastEventId, ApiCaller api, JobEventStreams streams, HttpContext http)
    {
        if (!TryReadLastEventId(http.Request.Headers[LastEventIdHeader].ToString() is { Length: > 0 } header ? header : lastEventId, out var after))
            return Problems.InvalidRequest("Last-Event-ID is the id of an event that you received: a whole number.");
        if (await streams.OpenAsync(api.Caller, jobId, after, http.RequestAborted) is not { } stream)
            return Problems.NotFound("You have no job of this id.");
        return new ServerSentEvents(stream);
    }

    private static async Task<IResult> WebSocketAsync(
        [Description("The job to follow; all your own if left out.")] Guid? jobId,
        [Description(LastEventIdWords)] string? lastEventId,
        [Description(TicketWords)] string? ticket,
        ApiCaller api,
        JobEventStreams streams,
        OpenAccess openAccess,
        HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            return Problems.InvalidRequest("This address speaks WebSocket: open it with ws: or wss:. For plain HTTP there is /api/v1/jobs/events.");
        if (!TryReadLastEventId(lastEventId, out var after))
            return Problems.InvalidRequest("'lastEventId' is the id of an event that you received: a whole number.");
        if (await streams.OpenAsync(api.Caller, jobId, after, http.RequestAborted) is not { } stream)
            return Problems.NotFound("You have no job of this id.");
        using var access = openAccess.Begin(http);
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await using var session = new UpdateSocket(socket, api.Caller, streams);
        await session.RunAsync(jobId, stream, access.Ended);
        return TypedResults.Empty;
    }

    private static bool TryReadLastEventId(string? text, out long? after)
    {
        after = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        after = number;
        return true;
    }
}

/// <param name="Ticket">Opens one stream, once.</param>
internal sealed record StreamTicketAnswer(string Ticket, DateTimeOffset ExpiresAt);
