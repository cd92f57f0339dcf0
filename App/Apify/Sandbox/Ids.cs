using System.Security.Cryptography;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// The platform's 17-character ids. Truly random and not seeded: a client that outlives the sandbox must never find somebody else's
/// run under an id that it remembers.
/// </summary>
internal static class Ids
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string New() => RandomNumberGenerator.GetString(Alphabet, 17);
}
