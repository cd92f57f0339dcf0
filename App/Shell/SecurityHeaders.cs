using CreatorAnalytics.Creators;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Shell;

/// <summary>
/// Headers that keep a page from loading, framing or sending anything beyond this server. Inline styles are allowed because MudBlazor
/// positions its pop-ups with them; inline scripts are not.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, IWebHostEnvironment environment, IOptions<MediaOptions> media)
{
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; "
        + "form-action 'self'; frame-ancestors 'none'";

    // `dotnet watch` refreshes the browser over a socket on a port of its own.
    private readonly string _policy =
        environment.IsDevelopment() ? $"{Policy}; connect-src 'self' ws://localhost:* wss://localhost:* http://localhost:*" : Policy;

    // The store's own CDN, if there is one, is the one place beyond this server that pictures come from.
    private readonly string _images = string.Join(' ', ["img-src 'self' data: blob:", .. media.Value.PublicOrigins()]);

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"{_policy}; {_images}";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        return next(http);
    }
}
