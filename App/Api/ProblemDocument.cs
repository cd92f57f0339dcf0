using System.ComponentModel;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Http.Metadata;

namespace CreatorAnalytics.Api;

/// <summary>A problem as the OpenAPI document describes it; <see cref="Problems"/> makes them.</summary>
[Description("What is wrong, after RFC 9457.")]
internal sealed record ProblemDocument
{
    public string? Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    [Description("What is wrong and what to do, in words.")]
    public required string Detail { get; init; }

    [Description("What is wrong, for programs.")]
    public required string Code { get; init; }

    [Description("Names the request in the log.")]
    public required string RequestId { get; init; }

    [Description("With invalid_usernames: what cannot be read, and why; the first hundred.")]
    public IReadOnlyList<InvalidUsername>? Invalid { get; init; }

    [Description("With too_many_creators: the most that a search holds; with member_limit_reached: the credits the member may spend a month.")]
    public long? Limit { get; init; }

    [Description("With too_many_creators: how many were given, duplicates counted once.")]
    public int? Given { get; init; }

    [Description("With insufficient_credits, member_limit_reached and price_changed: what the search costs.")]
    public long? Required { get; init; }

    [Description("With insufficient_credits: what the team can spend; with member_limit_reached: what the member can.")]
    public long? Available { get; init; }

    [Description("With price_changed: what was allowed.")]
    public long? MaxCredits { get; init; }

    [Description("With already_retrying: the job that searches for them.")]
    public Guid? JobId { get; init; }
}

/// <summary>That an endpoint may answer with a problem of this status, with one of these codes.</summary>
internal sealed class Refusal(int status, IReadOnlyList<string> codes) : IProducesResponseTypeMetadata
{
    public Type Type => typeof(ProblemDocument);

    public int StatusCode => status;

    public string Description => $"A problem with the code {string.Join(" or ", codes)}.";

    public IEnumerable<string> ContentTypes => ["application/problem+json"];
}

/// <summary>Declares problems.</summary>
internal static class RefusalDeclaration
{
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, int status, params string[] codes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Refusal(status, codes));

    /// <summary>For endpoints that read a body.</summary>
    public static TBuilder RefusesUnreadableBodies<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint
            .Refuses(StatusCodes.Status413PayloadTooLarge, "payload_too_large")
            .Refuses(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type");
}
