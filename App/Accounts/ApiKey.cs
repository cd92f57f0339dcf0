using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CreatorAnalytics.Accounts;

/// <summary>What a key may be used for.</summary>
[Flags]
public enum ApiKeyScopes
{
    None = 0,

    /// <summary>See jobs, results, creators and credits.</summary>
    Read = 1,

    /// <summary>Start, cancel and retry searches, which spends credits.</summary>
    Search = 2,

    /// <summary>Manage webhooks, lists and what else the member's role allows.</summary>
    Admin = 4,

    All = Read | Search | Admin,
}

/// <summary>A key for the REST API. The key itself is never stored, only its hash.</summary>
public sealed class ApiKey
{
    public Guid Id { get; init; }

    public Guid TeamId { get; init; }

    /// <summary>The member who made it; the key can do no more than they can, and dies with their membership.</summary>
    public Guid UserId { get; init; }

    public required string Name { get; init; }

    /// <summary>See <see cref="ApiKeySecret.Hash"/>.</summary>
    public required string KeyHash { get; init; }

    /// <summary>The key's first characters, by which people tell their keys apart.</summary>
    public required string Prefix { get; init; }

    public ApiKeyScopes Scopes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Exact to the minute, so that a busy key does not write at every request.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>The key itself: how it is made, what it may look like, how it is hashed.</summary>
public static class ApiKeySecret
{
    /// <summary>Fewer characters could be guessed, and the hash has no salt to slow that down.</summary>
    public const int MinimumLength = 32;

    public const int MaximumLength = 200;

    private const string Mark = "ca_";
    private const int RandomBytes = 32;
    private const int PrefixLength = 8;

    /// <summary>A new key of 256 random bits.</summary>
    public static string Generate() => Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>SHA-256 in lower-case hexadecimal. A key is random and long, so that nothing slower is needed.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The part that may be shown.</summary>
    public static string PrefixOf(string key) => key[..PrefixLength];

    /// <summary>The sentence that says what is wrong with a key that somebody chose, or null.</summary>
    public static string? ProblemWith(string key) => key switch
    {
        { Length: < MinimumLength } => $"An API key needs at least {MinimumLength} characters; this one has {key.Length}.",
        { Length: > MaximumLength } => $"An API key has at most {MaximumLength} characters; this one has {key.Length}.",
        _ when key.Any(c => c is <= ' ' or > '~') => "An API key is made of letters, digits and punctuation, without spaces.",
        _ => null,
    };
}
