using System.Net;
using System.Net.Sockets;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>
/// Tells addresses on the open internet from those of private networks, this machine and other special use (the registries of IANA for
/// IPv4 and IPv6, RFC 6890).
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(range => IPNetwork.Parse(range)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // These carry an IPv4 address inside, or stand for nothing that is reachable: Teredo, 6to4, documentation, benchmarking.
    private static readonly IPNetwork[] SpecialV6 =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    /// <summary>Whether the address can only lead to the open internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return Is(address.MapToIPv4());
        return address.AddressFamily is AddressFamily.InterNetwork
            ? !Special.Any(range => range.Contains(address))
            : GlobalUnicast.Contains(address) && !SpecialV6.Any(range => range.Contains(address));
    }
}
