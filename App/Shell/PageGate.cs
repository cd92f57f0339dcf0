using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace CreatorAnalytics.Shell;

/// <summary>
/// Tells browsers that ask for a page from programs. A browser waits while the application starts and gets words when something is wrong;
/// a program gets the status as the room behind the address gave it.
/// </summary>
internal sealed class PageGate(RequestDelegate next, Readiness readiness, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!AsksForPage(http))
        {
            if (http.Features.Get<IStatusCodePagesFeature>() is { } words)
                words.Enabled = false;
        }
        else if (!readiness.IsReady && !await BecomesReadyAsync(http.RequestAborted))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "5";
            await http.Response.WriteAsync($"Creator Analytics is starting. {readiness.WaitingFor}", http.RequestAborted);
            return;
        }

        await next(http);
    }

    private static bool AsksForPage(HttpContext http) =>
        http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>At the first start the tables are still being made when the first browser comes; it sees a slow page, not an error.</summary>
    private async Task<bool> BecomesReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await readiness.WaitAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
