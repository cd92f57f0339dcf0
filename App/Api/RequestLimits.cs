using Microsoft.AspNetCore.Http.Features;

namespace CreatorAnalytics.Api;

/// <summary>Refuses bodies that are too large.</summary>
internal sealed class RequestLimits(RequestDelegate next)
{
    /// <summary>The largest body, in bytes; fifteen addresses need a hundredth of it.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MaxBodyBytes)
            return Problems.ForStatus(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(http);

        // A body that does not say its length is stopped by the server while it is read.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBodyBytes;
        Idempotency.KeepBody(http);
        return next(http);
    }
}
