namespace CreatorAnalytics.Tests.Api;

/// <summary>What a member who is no admin may do with what others of the team made.</summary>
public enum ForMembers
{
    /// <summary>The same as everybody in the team.</summary>
    All,

    /// <summary>Only what is their own; the rest is as if it were not there.</summary>
    Own,

    /// <summary>Nothing, whatever their key says.</summary>
    Nothing,
}

/// <summary>Who may call an endpoint.</summary>
/// <param name="Scope">What the key must be for; two words when it must be for both.</param>
/// <param name="Body">One that would be accepted from whoever may.</param>
/// <param name="Query">As <paramref name="Body"/>.</param>
public sealed record AccessRule(string Scope, ForMembers Members, string? Body = null, string? Query = null);

/// <summary>The whole of who may do what by REST. An endpoint without a line here fails the tests.</summary>
public static class AccessRules
{
    public static IReadOnlyDictionary<string, AccessRule> ByEndpoint { get; } = new Dictionary<string, AccessRule>
    {
        ["POST /api/v1/instagram/search"] = new("search", ForMembers.All, """{"username": "newcomer"}"""),
        ["POST /api/v1/instagram/bulk-search"] = new("search", ForMembers.All, """{"usernames": "newcomer"}"""),
        ["POST /api/v1/instagram/bulk-search/quote"] = new("read", ForMembers.All, """{"usernames": "newcomer"}"""),
        ["GET /api/v1/jobs"] = new("read", ForMembers.Own),
        ["GET /api/v1/jobs/{jobId}/status"] = new("read", ForMembers.Own),
        ["GET /api/v1/jobs/{jobId}/results"] = new("read", ForMembers.Own),
        ["POST /api/v1/jobs/{jobId}/cancel"] = new("search", ForMembers.Own),
        ["POST /api/v1/jobs/{jobId}/items/{itemId}/cancel"] = new("search", ForMembers.Own),
        ["POST /api/v1/jobs/{jobId}/retry-failed"] = new("search", ForMembers.Own, "{}"),
        ["GET /api/v1/jobs/{jobId}/events"] = new("read", ForMembers.Own),
        ["GET /api/v1/jobs/events"] = new("read", ForMembers.Own),
        ["GET /api/v1/jobs/updates"] = new("read", ForMembers.Own),
        ["POST /api/v1/stream-tickets"] = new("read", ForMembers.All),
        ["GET /api/v1/creators"] = new("read", ForMembers.All),
        ["GET /api/v1/creators/{username}"] = new("read", ForMembers.All),
        ["GET /api/v1/creators/{username}/history"] = new("read", ForMembers.All),
        ["GET /api/v1/comparisons"] = new("read", ForMembers.All, Query: "?usernames=somebody"),
        ["GET /api/v1/credits"] = new("read", ForMembers.All),
        ["GET /api/v1/credits/ledger"] = new("read", ForMembers.Own),
        ["GET /api/v1/credits/usage"] = new("read", ForMembers.Own),
        ["GET /api/v1/lists"] = new("read", ForMembers.All),
        ["POST /api/v1/lists"] = new("admin", ForMembers.All, """{"name": "Winter"}"""),
        ["GET /api/v1/lists/{listId}"] = new("read", ForMembers.All),
        ["PATCH /api/v1/lists/{listId}"] = new("admin", ForMembers.All, """{"note": "Changed"}"""),
        ["DELETE /api/v1/lists/{listId}"] = new("admin", ForMembers.All),
        ["GET /api/v1/lists/{listId}/refresh"] = new("read", ForMembers.All),
        ["PUT /api/v1/lists/{listId}/refresh"] = new("admin search", ForMembers.All, """{"frequency": "monthly", "creditCap": 50}"""),
        ["GET /api/v1/lists/{listId}/creators"] = new("read", ForMembers.All),
        ["POST /api/v1/lists/{listId}/creators"] = new("admin", ForMembers.All, """{"usernames": "newcomer"}"""),
        ["PUT /api/v1/lists/{listId}/creators/{username}"] = new("admin", ForMembers.All, """{"status": "declined"}"""),
        ["DELETE /api/v1/lists/{listId}/creators/{username}"] = new("admin", ForMembers.All),
        ["GET /api/v1/exports/jobs/{jobId}"] = new("read", ForMembers.Own),
        ["GET /api/v1/exports/creators"] = new("read", ForMembers.All),
        ["GET /api/v1/exports/lists/{listId}"] = new("read", ForMembers.All),
        ["GET /api/v1/exports/ledger"] = new("read", ForMembers.Own),
        ["GET /api/v1/exports/usage"] = new("read", ForMembers.Own),
        ["GET /api/v1/webhooks"] = new("admin", ForMembers.Nothing),
        ["POST /api/v1/webhooks"] = new("admin", ForMembers.Nothing, """{"url": "https://example.com/", "events": ["job.completed"]}"""),
        ["GET /api/v1/webhooks/{webhookId}"] = new("admin", ForMembers.Nothing),
        ["PATCH /api/v1/webhooks/{webhookId}"] = new("admin", ForMembers.Nothing, """{"enabled": false}"""),
        ["DELETE /api/v1/webhooks/{webhookId}"] = new("admin", ForMembers.Nothing),
        ["POST /api/v1/webhooks/{webhookId}/rotate-secret"] = new("admin", ForMembers.Nothing),
        ["POST /api/v1/webhooks/{webhookId}/test"] = new("admin", ForMembers.Nothing),
        ["GET /api/v1/webhooks/{webhookId}/deliveries"] = new("admin", ForMembers.Nothing),
        ["GET /api/v1/webhooks/{webhookId}/deliveries/{deliveryId}"] = new("admin", ForMembers.Nothing),
        ["POST /api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay"] = new("admin", ForMembers.Nothing),
        ["GET /api/v1/exports/audit"] = new("read", ForMembers.Own),
        ["GET /api/v1/team"] = new("read", ForMembers.All),
        ["GET /api/v1/team/members"] = new("read", ForMembers.All),
        ["PUT /api/v1/team/members/{userId}/role"] = new("admin", ForMembers.Own, """{"role": "member"}"""),
        ["PUT /api/v1/team/members/{userId}/limit"] = new("admin", ForMembers.Own, """{"credits": 5}"""),
        ["DELETE /api/v1/team/members/{userId}/limit"] = new("admin", ForMembers.Own),
        ["DELETE /api/v1/team/members/{userId}"] = new("admin", ForMembers.Own),
        ["GET /api/v1/team/invitations"] = new("admin", ForMembers.Nothing),
        ["POST /api/v1/team/invitations"] = new("admin", ForMembers.Nothing, """{"email": "newcomer@example.com"}"""),
        ["DELETE /api/v1/team/invitations/{invitationId}"] = new("admin", ForMembers.Nothing),
        ["GET /api/v1/audit"] = new("read", ForMembers.Own),
        ["GET /api/v1/keys"] = new("admin", ForMembers.Own),
        ["POST /api/v1/keys"] = new("admin", ForMembers.All, """{"name": "Reader", "scopes": ["read"]}"""),
        ["DELETE /api/v1/keys/{keyId}"] = new("admin", ForMembers.Own),
    };
}
