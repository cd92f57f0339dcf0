using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>An endpoint as pages and API show it.</summary>
/// <param name="DisabledReason">Why nothing is sent, when it was disabled for failing.</param>
/// <param name="FailingSince">Since when every attempt has failed.</param>
/// <param name="PreviousSecretUntil">Until when messages are signed with the secret before the present one too.</param>
public sealed record WebhookView(
    Guid Id, string Url, string Description, IReadOnlyList<string> Events, bool Enabled, string? DisabledReason, DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt, DateTimeOffset? FailingSince, DateTimeOffset? PreviousSecretUntil);

/// <summary>What is wanted of an endpoint; null leaves as it is.</summary>
public sealed record WebhookWish(string? Url = null, IReadOnlyList<string>? Events = null, string? Description = null, bool? Enabled = null);

/// <summary>The answer to a wish.</summary>
public abstract record WebhookChange
{
    private WebhookChange()
    {
    }

    /// <param name="Secret">What messages are signed with, when it is new: the only time it can be seen.</param>
    public sealed record Done(WebhookView Webhook, string? Secret = null) : WebhookChange;

    /// <param name="Problem">A sentence that says what to do.</param>
    public sealed record Refused(string Problem) : WebhookChange;

    /// <summary>The caller's team has no such endpoint.</summary>
    public sealed record NotFound : WebhookChange;
}

/// <summary>A team's webhook endpoints. Admins only; whoever calls has made sure of that.</summary>
public sealed class TeamWebhooks(Database database, WebhookSecrets secrets, IOptions<WebhooksOptions> options, TimeProvider time)
{
    public const int MaximumPerTeam = 20;

    /// <summary>How long receivers have to learn a new secret.</summary>
    public static readonly TimeSpan SecretOverlap = TimeSpan.FromHours(24);

    /// <summary>The team's endpoints, oldest first.</summary>
    public Task<IReadOnlyList<WebhookView>> AllAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<WebhookView>>(
            async db => [.. (await OfTeam(db, caller).OrderBy(e => e.CreatedAt).ToListAsync(cancellationToken)).Select(ViewOf)], cancellationToken);

    /// <summary>One endpoint; null when the caller's team has no such one.</summary>
    public Task<WebhookView?> FindAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db => await OfTeam(db, caller).SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is { } found ? ViewOf(found) : null,
            cancellationToken);

    /// <summary>Makes an endpoint with a secret of its own. One that exists under the id already stays, with a new secret.</summary>
    public async Task<WebhookChange> CreateAsync(Caller caller, Guid id, WebhookWish wish, CancellationToken cancellationToken)
    {
        if (wish.Url is null)
            return new WebhookChange.Refused("'url' is missing: the address that messages are sent to.");
        if (wish.Events is null)
            return new WebhookChange.Refused($"'events' is missing: one or several of {string.Join(", ", WebhookEvents.All)}.");
        if (ProblemWith(wish) is { } problem)
            return new WebhookChange.Refused(problem);
        var (secret, kept) = NewSecret();
        var now = time.GetUtcNow();
        return await database.WriteAsync<WebhookChange>(
            async (db, token) =>
            {
                if (await db.Set<WebhookEndpoint>().AsTracking().SingleOrDefaultAsync(e => e.Id == id && e.TeamId == caller.TeamId, token) is { } made)
                {
                    made.Secret = kept;
                    return new WebhookChange.Done(ViewOf(made), secret);
                }

                if (await OfTeam(db, caller).CountAsync(token) >= MaximumPerTeam)
                    return new WebhookChange.Refused($"A team has at most {MaximumPerTeam} endpoints. Delete one that is no longer used.");
                var endpoint = new WebhookEndpoint
                {
                    Id = id,
                    TeamId = caller.TeamId,
                    Url = wish.Url,
                    Events = Ordered(wish.Events),
                    Description = wish.Description?.Trim() ?? "",
                    Secret = kept,
                    CreatedBy = caller.UserId,
                    CreatedAt = now,
                    DisabledAt = wish.Enabled is false ? now : null,
                };
                db.Add(endpoint);
                AuditLog.Add(db, caller, AuditKind.WebhookCreated, now, SubjectOf(endpoint));
                return new WebhookChange.Done(ViewOf(endpoint), secret);
            },
            cancellationToken);
    }

    /// <summary>Changes an endpoint. Switched on again, it is sent what still waits for it.</summary>
    public async Task<WebhookChange> ChangeAsync(Caller caller, Guid id, WebhookWish wish, CancellationToken cancellationToken)
    {
        if (ProblemWith(wish) is { } problem)
            return new WebhookChange.Refused(problem);
        return await EditAsync(caller, id, endpoint =>
        {
            endpoint.Url = wish.Url ?? endpoint.Url;
            endpoint.Events = wish.Events is null ? endpoint.Events : Ordered(wish.Events);
            endpoint.Description = wish.Description?.Trim() ?? endpoint.Description;
            if (wish.Enabled is { } enabled && enabled != endpoint.DisabledAt is null)
            {
                endpoint.DisabledAt = enabled ? null : time.GetUtcNow();
                endpoint.DisabledReason = null;
                endpoint.FailingSince = null;
            }

            return null;
        }, cancellationToken);
    }

    /// <summary>Gives an endpoint a new secret; messages are signed with the old one too for <see cref="SecretOverlap"/>.</summary>
    /// <param name="rotationId">
    /// Decided by whoever asks again after a crash: the secret that was made then was told to nobody and gives way to the new one, while the
    /// one that receivers know still signs.
    /// </param>
    public Task<WebhookChange> RotateSecretAsync(Caller caller, Guid id, CancellationToken cancellationToken, Guid? rotationId = null)
    {
        var (secret, kept) = NewSecret();
        return EditAsync(caller, id, endpoint =>
        {
            if (rotationId is null || endpoint.RotationId != rotationId)
                endpoint.PreviousSecret = endpoint.Secret;
            endpoint.PreviousSecretUntil = time.GetUtcNow() + SecretOverlap;
            endpoint.RotationId = rotationId;
            endpoint.Secret = kept;
            return secret;
        }, cancellationToken);
    }

    /// <summary>Deletes an endpoint with all that was or is to be sent to it. False when the caller's team has no such one.</summary>
    public Task<bool> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                if (await OfTeam(db, caller).AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, token) is not { } endpoint)
                    return false;
                await db.Set<WebhookDelivery>().Where(d => d.EndpointId == id).ExecuteDeleteAsync(token);
                AuditLog.Add(db, caller, AuditKind.WebhookDeleted, time.GetUtcNow(), SubjectOf(endpoint));
                return await OfTeam(db, caller).Where(e => e.Id == id).ExecuteDeleteAsync(token) == 1;
            },
            cancellationToken);

    internal static IQueryable<WebhookEndpoint> OfTeam(AppDbContext db, Caller caller) =>
        db.Set<WebhookEndpoint>().Where(endpoint => endpoint.TeamId == caller.TeamId);

    /// <summary>Made before any transaction: the first encryption of an installation writes its key into the database.</summary>
    private (string Secret, string Kept) NewSecret()
    {
        var secret = WebhookSignature.NewSecret();
        return (secret, secrets.Protect(secret));
    }

    private Task<WebhookChange> EditAsync(
        Caller caller, Guid id, Func<WebhookEndpoint, string?> edit, CancellationToken cancellationToken) =>
        database.WriteAsync<WebhookChange>(
            async (db, token) =>
            {
                if (await OfTeam(db, caller).AsTracking().SingleOrDefaultAsync(e => e.Id == id, token) is not { } endpoint)
                    return new WebhookChange.NotFound();
                var secret = edit(endpoint);
                AuditLog.Add(db, caller, AuditKind.WebhookChanged, time.GetUtcNow(), SubjectOf(endpoint));
                return new WebhookChange.Done(ViewOf(endpoint), secret);
            },
            cancellationToken);

    private string? ProblemWith(WebhookWish wish)
    {
        if (wish.Url is { } url && AddressProblem(url) is { } problem)
            return problem;
        if (wish.Events is { } events && (events.Count == 0 || events.Except(WebhookEvents.All).Any()))
            return $"'events' is one or several of {string.Join(", ", WebhookEvents.All)}.";
        return wish.Description?.Trim().Length > WebhookEndpoint.MaximumDescriptionLength
            ? $"A description holds at most {WebhookEndpoint.MaximumDescriptionLength} characters."
            : null;
    }

    private string? AddressProblem(string url)
    {
        var allowPrivate = options.Value.AllowPrivateAddresses;
        if (url.Length > WebhookEndpoint.MaximumUrlLength || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0)
            return $"Give a whole address such as https://example.com/hooks, of at most {WebhookEndpoint.MaximumUrlLength} characters.";
        if (address.Scheme != Uri.UriSchemeHttps && !(allowPrivate && address.Scheme == Uri.UriSchemeHttp))
            return "The address must begin with https://, so that nobody on the way reads the messages.";
        if (address.UserInfo.Length > 0)
            return "Leave user name and password out of the address; check the signature instead.";
        if (!allowPrivate && (address.IsLoopback || (System.Net.IPAddress.TryParse(address.DnsSafeHost, out var ip) && !PublicAddress.Is(ip))))
            return "The address leads into a private network or to this machine, which is not allowed.";
        return null;
    }

    /// <summary>The host alone: the rest of an address may be a secret of the receiver.</summary>
    private static string SubjectOf(WebhookEndpoint endpoint) =>
        endpoint.Description.Length > 0 ? $"{new Uri(endpoint.Url).Host}, {endpoint.Description}" : new Uri(endpoint.Url).Host;

    private static List<string> Ordered(IReadOnlyList<string> events) => [.. WebhookEvents.All.Where(events.Contains)];

    private static WebhookView ViewOf(WebhookEndpoint endpoint) => new(
        endpoint.Id, endpoint.Url, endpoint.Description, endpoint.Events, endpoint.DisabledAt is null, endpoint.DisabledReason,
        endpoint.CreatedAt, endpoint.DisabledAt, endpoint.FailingSince, endpoint.PreviousSecretUntil);
}
