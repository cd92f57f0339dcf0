namespace CreatorAnalytics.Api;

/// <summary>How each operation is called, in curl and in C#; shown at /docs.</summary>
internal static class ApiExamples
{
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["searchCreator"] = """{"username": "nasa", "maxCredits": 25}""",
        ["searchCreators"] = """{"usernames": ["nasa", "natgeo"], "maxCredits": 50}""",
        ["quoteSearch"] = """{"usernames": "nasa, natgeo"}""",
        ["retryFailed"] = """{"maxCredits": 50}""",
        ["createWebhook"] = """{"url": "https://example.com/hooks", "events": ["job.completed"]}""",
        ["changeWebhook"] = """{"enabled": false}""",
        ["createList"] = """{"name": "Spring campaign", "note": "Outdoor"}""",
        ["changeList"] = """{"name": "Summer campaign"}""",
        ["addListCreators"] = """{"usernames": ["nasa"]}""",
        ["setListCreator"] = """{"status": "contacted", "note": "By mail"}""",
        ["setListRefresh"] = """{"frequency": "monthly", "creditCap": 200}""",
        ["setMemberRole"] = """{"role": "admin"}""",
        ["setMemberLimit"] = """{"credits": 500}""",
        ["inviteMember"] = """{"email": "ada@example.com", "role": "member"}""",
        ["createKey"] = """{"name": "Dashboard", "scopes": ["read"]}""",
    };

    /// <summary>A body that the operation takes; null when it takes none.</summary>
    public static string? BodyOf(string operationId) => Bodies.GetValueOrDefault(operationId);

    public static string Curl(string operationId, string method, string url)
    {
        var lines = new List<string> { $"curl{(method == "GET" ? "" : $" -X {method}")} '{url}'", "-H \"Authorization: Bearer $KEY\"" };
        if (IsStream(operationId))
            lines[0] = $"curl -N '{url}'";
        if (IsFile(operationId))
            lines[0] = $"curl -OJ '{url}'";
        if (TakesKey(operationId))
            lines.Add("-H \"Idempotency-Key: $(uuidgen)\"");
        if (BodyOf(operationId) is { } body)
            lines.AddRange(["-H 'Content-Type: application/json'", $"-d '{body}'"]);
        return string.Join(" \\\n  ", lines);
    }

    public static string CSharp(string operationId, string method, string path)
    {
        if (IsStream(operationId))
        {
            return $$"""
                using var stream = new StreamReader(await api.GetStreamAsync("{{path}}"));
                while (await stream.ReadLineAsync() is { } line)
                    Console.WriteLine(line);
                """;
        }

        if (operationId == "openJobUpdates")
        {
            return $$"""
                using var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
                await socket.ConnectAsync(new Uri("wss://creators.example.com{{path}}"), default);
                """;
        }

        if (IsFile(operationId))
            return $"await File.WriteAllBytesAsync(\"creators.csv\", await api.GetByteArrayAsync(\"{path}\"));";

        var verb = $"{method[0]}{method[1..].ToLowerInvariant()}";
        return BodyOf(operationId) is not { } body
            ? method switch
            {
                "GET" => $"var answer = await api.GetFromJsonAsync<JsonNode>(\"{path}\");",
                "DELETE" => $"await api.DeleteAsync(\"{path}\");",
                _ => $"var answer = await api.PostAsync(\"{path}\", null);",
            }
            : $"""
                var body = new StringContent("{body.Replace("\"", "\\\"", StringComparison.Ordinal)}", Encoding.UTF8, "application/json");
                var answer = await api.{verb}Async("{path}", body);
                """;
    }

    private static bool IsFile(string operationId) => operationId.StartsWith("export", StringComparison.Ordinal);

    private static bool IsStream(string operationId) => operationId is "streamJobEvents" or "streamEvents";

    private static bool TakesKey(string operationId) => operationId
        is "searchCreator" or "searchCreators" or "retryFailed" or "createWebhook" or "createList" or "createKey" or "createStreamTicket" or "rotateWebhookSecret" or "testWebhook" or "inviteMember";
}
