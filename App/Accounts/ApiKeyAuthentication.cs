using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>Names of the scheme and the policies that protect <c>/api</c>.</summary>
public static class ApiAccess
{
    /// <summary>The scheme: <c>Authorization: Bearer key</c>. No cookie opens the API.</summary>
    public const string Scheme = "ApiKey";

    /// <summary>Any working key.</summary>
    public const string Policy = "Api";

    /// <summary>A working key with the scope <c>read</c>.</summary>
    public const string ReadPolicy = "Api:read";

    /// <summary>A working key with the scope <c>search</c>.</summary>
    public const string SearchPolicy = "Api:search";

    /// <summary>A working key with the scope <c>admin</c>.</summary>
    public const string AdminPolicy = "Api:admin";

    internal static void AddPolicies(AuthorizationOptions options)
    {
        options.AddPolicy(Policy, policy => RequireKey(policy));
        options.AddPolicy(ReadPolicy, policy => RequireKey(policy).RequireClaim(AccountClaims.Scope, "read"));
        options.AddPolicy(SearchPolicy, policy => RequireKey(policy).RequireClaim(AccountClaims.Scope, "search"));
        options.AddPolicy(AdminPolicy, policy => RequireKey(policy).RequireClaim(AccountClaims.Scope, "admin"));
    }

    private static AuthorizationPolicyBuilder RequireKey(AuthorizationPolicyBuilder policy) =>
        policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser();
}

/// <summary>What a principal made from an API key says beside the member's id.</summary>
public static class AccountClaims
{
    /// <summary>The key, for instance to count requests by.</summary>
    public const string ApiKeyId = "api_key_id";

    /// <summary>When the key ends, as ISO 8601; left out when it does not.</summary>
    public const string ApiKeyExpiresAt = "api_key_expires_at";

    /// <summary>The session that a cookie belongs to.</summary>
    public const string SessionId = "session_id";

    /// <summary>One claim a scope, in lower case.</summary>
    public const string Scope = "scope";
}

/// <summary>
/// Tells who calls the API. Missing, wrong, expired, revoked and left behind by a removed member are all the same 401, found by the same
/// work (one hash, one look-up), so that an answer tells nothing about keys that exist.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    Database database,
    StreamTickets tickets,
    ApiKeyUse use,
    TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";

    // The key, if its member is still one, and the member's role at this moment.
    private static readonly KeptQuery<Func<AppDbContext, string, IAsyncEnumerable<FoundKey>>> ByHash = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, string hash) =>
            from key in db.Set<ApiKey>().AsNoTracking()
            join member in db.Set<Membership>() on new { key.TeamId, key.UserId } equals new { member.TeamId, member.UserId }
            where key.KeyHash == hash
            select new FoundKey(key, member.Role)));

    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        FoundKey? found;
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            found = await FindAsync(ApiKeySecret.Hash(header[Bearer.Length..].Trim()));
        else if (Context.GetEndpoint()?.Metadata.GetMetadata<AcceptsStreamTicket>() is not null
            && Request.Query[AcceptsStreamTicket.Parameter].ToString() is { Length: > 0 } ticket)
            found = await FindByTicketAsync(ticket);
        else
            return AuthenticateResult.NoResult();

        var now = time.GetUtcNow();
        if (found is not { Key: var key } || key.RevokedAt is not null || key.ExpiresAt <= now)
            return AuthenticateResult.Fail("No such key, or it has ended.");

        if (key.LastUsedAt is null || key.LastUsedAt <= now - LastUsedPrecision)
            use.Note(key.Id);
        Context.Features.Set(new Caller(key.UserId, key.TeamId, found.Role));
        return AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(key), ApiAccess.Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return ProblemAsync(
            StatusCodes.Status401Unauthorized,
            "unauthenticated",
            "The request carries no valid API key.",
            "Send 'Authorization: Bearer <key>' with a key that has neither expired nor been revoked.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ProblemAsync(
            StatusCodes.Status403Forbidden,
            "insufficient_scope",
            "The API key may not do this.",
            "Use a key that has the scope this request needs.");

    private Task<FoundKey?> FindAsync(string hash) => FindAsync(database, hash, Context.RequestAborted);

    private static Task<FoundKey?> FindAsync(Database database, string hash, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ByHash.On(db)(db, hash).SingleOrDefaultAsync(cancellationToken).AsTask(), cancellationToken);

    private async Task<FoundKey?> FindByTicketAsync(string ticket) =>
        await tickets.RedeemAsync(ticket, Context.RequestAborted) is { } hash ? await FindAsync(hash) : null;

    private static ClaimsPrincipal PrincipalOf(ApiKey key)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, key.UserId.ToString()),
            new(AccountClaims.ApiKeyId, key.Id.ToString()),
        ];
        if (key.ExpiresAt is { } expiresAt)
            claims.Add(new Claim(AccountClaims.ApiKeyExpiresAt, expiresAt.ToString("O", CultureInfo.InvariantCulture)));
        foreach (var scope in new[] { ApiKeyScopes.Read, ApiKeyScopes.Search, ApiKeyScopes.Admin })
        {
            if (key.Scopes.HasFlag(scope))
                claims.Add(new Claim(AccountClaims.Scope, scope.ToString().ToLowerInvariant()));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, ApiAccess.Scheme));
    }

    private Task ProblemAsync(int status, string code, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code })
            .ExecuteAsync(Context);

    /// <summary>Looks for a key that does not exist: the first hundred requests would otherwise wait until the query is compiled.</summary>
    internal sealed class WarmUp(Database database) : IWarmUp
    {
        public Task RunAsync(CancellationToken cancellationToken) => FindAsync(database, nameof(WarmUp), cancellationToken);
    }

    private sealed record FoundKey(ApiKey Key, TeamRole Role);
}
