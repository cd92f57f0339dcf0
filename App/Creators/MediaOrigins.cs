using System.Collections.Concurrent;

namespace CreatorAnalytics.Creators;

/// <summary>
/// The hosts that pictures may be fetched from. Addresses come from scraped data, so anything else would let a stranger's profile make
/// this server call into its own network.
/// </summary>
public sealed class MediaOrigins
{
    private static readonly string[] Domains = [".cdninstagram.com", ".fbcdn.net"];

    private readonly ConcurrentDictionary<string, bool> _origins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Allows exactly this scheme, host and port: the sandbox's own, which serves its pictures itself. The names of this machine (localhost,
    /// 127.0.0.1) are one host, since the sandbox cannot know by which it is configured.
    /// </summary>
    public void Allow(Uri origin) => _origins[OriginOf(origin)] = true;

    /// <summary>Whether the address may be fetched.</summary>
    public bool IsAllowed(Uri address) =>
        address is { IsAbsoluteUri: true, UserInfo: "" }
        && ((address.Scheme == Uri.UriSchemeHttps
                && address.IsDefaultPort
                && Domains.Any(domain => address.IdnHost.EndsWith(domain, StringComparison.OrdinalIgnoreCase)))
            || _origins.ContainsKey(OriginOf(address)));

    private static string OriginOf(Uri address) => address.IsLoopback
        ? $"{address.Scheme}://localhost:{address.Port}"
        : address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
