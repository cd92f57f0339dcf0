using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreatorAnalytics.Apify;

/// <summary>Every successful answer but a dataset's items and a record lies in one of these.</summary>
internal sealed record Envelope<T>(T? Data)
    where T : class;

/// <summary>What an answer that is not a success holds.</summary>
internal sealed record ErrorEnvelope(ErrorEnvelope.Body? Error)
{
    internal sealed record Body(string? Type, string? Message);
}

/// <summary>A run of an actor, in the short form of lists and the long one.</summary>
internal sealed record ActorRun
{
    public string? Id { get; set; }

    /// <summary>One of <see cref="ActorRunStatus"/>.</summary>
    public string? Status { get; set; }

    public string? StatusMessage { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public string? DefaultDatasetId { get; set; }

    public string? DefaultKeyValueStoreId { get; set; }

    /// <summary>Preliminary for some 10 s after the end.</summary>
    public double? UsageTotalUsd { get; set; }

    /// <summary>How often each event was charged, by its name.</summary>
    public JsonElement ChargedEventCounts { get; set; }

    /// <summary><see cref="ChargedEventCounts"/> as text; null when nothing was said of it.</summary>
    public string? ChargedEvents() => ChargedEventCounts is { ValueKind: JsonValueKind.Object } events ? events.GetRawText() : null;
}

/// <summary>A page of runs.</summary>
internal sealed record ActorRunList(List<ActorRun>? Items);

/// <summary>The platform's words for where a run is.</summary>
internal static class ActorRunStatus
{
    public const string Succeeded = "SUCCEEDED";
    public const string Failed = "FAILED";
    public const string TimedOut = "TIMED-OUT";
    public const string Aborted = "ABORTED";

    public static bool IsFinal(string? status) => status is Succeeded or Failed or TimedOut or Aborted;
}

/// <summary>A dataset, without its rows.</summary>
internal sealed record DatasetInfo(string? Id);

/// <summary>What the account's plan allows, and what is used of it now.</summary>
internal sealed record AccountLimits(AccountLimits.Allowed? Limits, AccountLimits.Used? Current)
{
    internal sealed record Allowed(long? MaxConcurrentActorJobs, double? MaxActorMemoryGbytes);

    internal sealed record Used(long? ActiveActorJobCount, double? ActorMemoryGbytes);
}

/// <summary>The input of apify/instagram-profile-scraper.</summary>
internal sealed record ProfileRunInput([property: JsonPropertyName("usernames")] string[] Usernames);

/// <summary>The input of apify/instagram-post-scraper; its list has a singular name.</summary>
internal sealed record PostsRunInput(
    [property: JsonPropertyName("username")] string[] Usernames,
    [property: JsonPropertyName("resultsLimit")] int ResultsLimit);
