namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Links that were scraped lead to web pages or nowhere.</summary>
internal static class SafeLink
{
    /// <summary>The address when it is http or https; null for anything else, such as <c>javascript:</c>.</summary>
    public static string? Of(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address.AbsoluteUri
            : null;
}
