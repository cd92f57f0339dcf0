using System.Threading.RateLimiting;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Slows down whoever tries passwords of many accounts from one address; the lock-out only guards each account by itself. Looking at the
/// page costs nothing, only sending the form counts.
/// </summary>
internal sealed class SignInRateLimit(IOptions<AccountsOptions> options, SharedBuckets shared) : IRateLimiterPolicy<string>
{
    public const string Policy = "sign-in";

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => async (context, cancellationToken) =>
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = "60";
        await response.WriteAsync("There were too many attempts from your address. Wait a minute, then try again.", cancellationToken);
    };

    public RateLimitPartition<string> GetPartition(HttpContext httpContext)
    {
        if (!HttpMethods.IsPost(httpContext.Request.Method))
            return RateLimitPartition.GetNoLimiter(string.Empty);

        return RateLimitPartition.Get(
            httpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            address => new SharedSignInLimiter(shared, address, options.Value));
    }
}
