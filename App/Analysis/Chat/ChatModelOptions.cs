namespace CreatorAnalytics.Analysis.Chat;

/// <summary>Section <c>Analysis:Chat</c>: a chat model that writes a summary for each report, and what it may take.</summary>
public sealed class ChatModelOptions
{
    /// <summary>Instructions, schema and profile take up to three quarters of it, were each token a byte.</summary>
    private const int LeastTokens = 12_000;

    /// <summary>Where the model is: an OpenAI-compatible address without <c>/chat/completions</c>, such as https://api.openai.com/v1.</summary>
    /// <value>The default is none: no summaries are written.</value>
    public string? Endpoint { get; set; }

    /// <summary>Travels in the Authorization header only and is never logged; a server of one's own may need none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>What the endpoint calls the model.</summary>
    public string? Model { get; set; }

    /// <summary>How many seconds a finished report waits for its summary, the time until a place is free included.</summary>
    /// <value>The default is 30.</value>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Requests to the model that a process has going at once.</summary>
    /// <value>The default is 4.</value>
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>Tokens that a report may take, question and answer together; texts are cut so that it cannot be more.</summary>
    /// <value>The default is 16000.</value>
    public int MaxTokensPerReport { get; set; } = 16_000;

    /// <summary>US dollars for a million tokens of the question.</summary>
    /// <value>The default is 0: costs are not counted.</value>
    public double UsdPerMillionInputTokens { get; set; }

    /// <summary>US dollars for a million tokens of the answer.</summary>
    /// <value>The default is 0: costs are not counted.</value>
    public double UsdPerMillionOutputTokens { get; set; }

    /// <summary>US dollars that summaries may cost in a month (UTC), of all processes; above it reports go without.</summary>
    /// <value>The default is none.</value>
    public double? MonthlyUsdLimit { get; set; }

    /// <summary>Whether summaries are written.</summary>
    internal bool IsOn => Endpoint is { Length: > 0 };

    /// <summary>Of <see cref="MaxTokensPerReport"/>; models that think before they write count that too.</summary>
    internal int MostAnswerTokens => MaxTokensPerReport / 4;

    internal int MostPromptTokens => MaxTokensPerReport - MostAnswerTokens;

    internal double Usd(long inputTokens, long outputTokens) =>
        ((inputTokens * UsdPerMillionInputTokens) + (outputTokens * UsdPerMillionOutputTokens)) / 1e6;

    internal IEnumerable<string> Problems()
    {
        const string section = "Analysis:Chat";
        if (!IsOn && (Model is { Length: > 0 } || ApiKey is { Length: > 0 }))
            yield return $"{section}:Endpoint must be set to the address of the model, such as https://api.openai.com/v1, or the rest of {section} left out.";
        if (IsOn && (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")))
            yield return $"{section}:Endpoint must be an http or https address; it is \"{Endpoint}\".";
        else if (IsOn && Endpoint!.TrimEnd('/').EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase))
            yield return $"{section}:Endpoint must be given without /chat/completions; it is \"{Endpoint}\".";
        if (IsOn && string.IsNullOrWhiteSpace(Model))
            yield return $"{section}:Model must name the model, as the endpoint calls it; it is empty.";
        if (TimeoutSeconds is < 1 or > 300)
            yield return $"{section}:TimeoutSeconds must be 1 to 300; it is {TimeoutSeconds}.";
        if (MaxConcurrent is < 1 or > 256)
            yield return $"{section}:MaxConcurrent must be 1 to 256; it is {MaxConcurrent}.";
        if (MaxTokensPerReport is < LeastTokens or > 1_000_000)
            yield return $"{section}:MaxTokensPerReport must be {LeastTokens} to 1000000; it is {MaxTokensPerReport}.";
        if (UsdPerMillionInputTokens is not (>= 0 and <= 10_000))
            yield return $"{section}:UsdPerMillionInputTokens must be 0 to 10000; it is {UsdPerMillionInputTokens}.";
        if (UsdPerMillionOutputTokens is not (>= 0 and <= 10_000))
            yield return $"{section}:UsdPerMillionOutputTokens must be 0 to 10000; it is {UsdPerMillionOutputTokens}.";
        if (MonthlyUsdLimit is { } limit && !(limit >= 0))
            yield return $"{section}:MonthlyUsdLimit must be 0 or more; it is {limit}.";
        if (MonthlyUsdLimit is not null && UsdPerMillionInputTokens + UsdPerMillionOutputTokens == 0)
            yield return $"{section}:MonthlyUsdLimit needs the prices {section}:UsdPerMillionInputTokens and {section}:UsdPerMillionOutputTokens.";
    }
}
