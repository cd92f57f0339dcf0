using System.Globalization;
using System.Text.Json;

namespace CreatorAnalytics.Apify;

/// <summary>How a run is started: its input and its limits.</summary>
/// <param name="Input">JSON.</param>
/// <param name="MaxTotalChargeUsd">What the run may cost at most; the platform ends it there, with what it has.</param>
/// <param name="Webhook">Called when the run ends; null for none.</param>
internal sealed record RunStart(byte[] Input, int TimeoutSeconds, int MemoryMbytes, double MaxTotalChargeUsd, AdHocWebhook? Webhook = null)
{
    /// <summary>Everything but the input, as the query of the start.</summary>
    public string ToQuery()
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"timeout={TimeoutSeconds}&memory={MemoryMbytes}&maxTotalChargeUsd={MaxTotalChargeUsd:0.####}");
        if (Webhook is null)
            return query;
        var webhooks = JsonSerializer.SerializeToUtf8Bytes([Webhook], ApifyJson.Default.AdHocWebhookArray);
        return $"{query}&webhooks={Uri.EscapeDataString(Convert.ToBase64String(webhooks))}";
    }
}

/// <summary>A webhook of one run only.</summary>
/// <param name="HeadersTemplate">A JSON object of headers, as text.</param>
internal sealed record AdHocWebhook(string[] EventTypes, string RequestUrl, string HeadersTemplate);

/// <summary>An actor with an input that is kept on the platform.</summary>
internal sealed record ActorTask(string? Id, string? Name, DateTimeOffset? ModifiedAt);

/// <summary>A page of tasks.</summary>
internal sealed record ActorTaskList(List<ActorTask>? Items);

/// <summary>What a task is made of.</summary>
internal sealed record NewTask(string ActId, string Name, JsonElement Input);
