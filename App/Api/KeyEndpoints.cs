using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/keys: the keys of the API themselves.</summary>
internal static class KeyEndpoints
{
    private static readonly (string Word, ApiKeyScopes Scope)[] Scopes =
        [("read", ApiKeyScopes.Read), ("search", ApiKeyScopes.Search), ("admin", ApiKeyScopes.Admin)];

    public static void Map(RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys").RequireAuthorization(ApiAccess.AdminPolicy);
        keys.MapGet("/", ListAsync)
            .WithName("listKeys")
            .WithSummary("List API keys")
            .WithDescription("Newest first: your own, for admins the team's. Keys themselves are never shown again, only their beginning.");
        keys.MapPost("/", CreateAsync)
            .WithName("createKey")
            .WithSummary("Make an API key")
            .WithDescription("It may do no more than the key that makes it, nor for longer. The key is shown in this answer only.")
            .TakesIdempotencyKey()
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidKey, Problems.InvalidRequestCode);
        keys.MapDelete("/{keyId:guid}", RevokeAsync)
            .WithName("revokeKey")
            .WithSummary("Revoke an API key")
            .WithDescription("It stops working at once, and what it holds open is closed.")
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
    }

    private static async Task<Ok<Page<KeyView>>> ListAsync(ApiCaller api, ApiKeys keys, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<KeyView>([.. (await keys.ListAsync(api.Caller, cancellationToken)).Select(KeyView.Of)], NextCursor: null));

    private static async Task<Results<Created<NewKey>, ProblemHttpResult>> CreateAsync(
        JsonBody<CreateKeyRequest> body, ApiCaller api, NewId newId, HttpContext http, ApiKeys keys, CancellationToken cancellationToken)
    {
        var request = body.Value;
        var words = request.Scopes ?? [];
        if (words.Except(Scopes.Select(scope => scope.Word)).Any())
            return Problems.KeyRefused("'scopes' is one or several of read, search, admin.");
        if (words.Any(word => !http.User.HasClaim(AccountClaims.Scope, word)))
            return Problems.KeyRefused("A key cannot make one that may do more than itself.");
        if (http.User.FindFirst(AccountClaims.ApiKeyExpiresAt) is { Value: var ends } && !(request.ExpiresAt <= DateTimeOffset.Parse(ends, CultureInfo.InvariantCulture)))
            return Problems.KeyRefused($"A key cannot make one that outlives it: 'expiresAt' is {ends} at the latest.");
        var scopes = Scopes.Where(scope => words.Contains(scope.Word)).Aggregate(ApiKeyScopes.None, (all, scope) => all | scope.Scope);
        return await keys.CreateAsync(api.Caller, request.Name ?? "", scopes, request.ExpiresAt, cancellationToken, newId.Value) switch
        {
            ApiKeyCreation.Created created => TypedResults.Created($"/api/v1/keys/{created.Id}", new NewKey(created.Id, created.Key)),
            ApiKeyCreation.Refused refused => Problems.KeyRefused(refused.Problem),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid keyId, ApiCaller api, ApiKeys keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(api.Caller, keyId, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("You have no key of this id, or it was revoked before.");

    /// <summary>A key, without the key itself.</summary>
    /// <param name="Prefix">Its first characters.</param>
    /// <param name="Owner">The email address of the member who made it.</param>
    internal sealed record KeyView(
        Guid Id, string Name, string Prefix, string Owner, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt,
        DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
    {
        public static KeyView Of(ApiKeySummary key) => new(
            key.Id,
            key.Name,
            key.Prefix,
            key.Owner,
            [.. KeyEndpoints.Scopes.Where(scope => key.Scopes.HasFlag(scope.Scope)).Select(scope => scope.Word)],
            key.CreatedAt,
            key.LastUsedAt,
            key.ExpiresAt,
            key.RevokedAt);
    }

    /// <param name="Key">The key itself. This is the only time it is shown.</param>
    internal sealed record NewKey(Guid Id, string Key);
}

/// <summary>A new key.</summary>
internal sealed record CreateKeyRequest
{
    [Required]
    [Description("What uses it, 1 to 100 characters.")]
    public string? Name { get; init; }

    [Required]
    [Description("What it may do: one or several of read, search, admin.")]
    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("When it ends; never if left out.")]
    public DateTimeOffset? ExpiresAt { get; init; }
}
