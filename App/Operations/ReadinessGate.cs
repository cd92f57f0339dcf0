using System.Globalization;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Mvc;

namespace CreatorAnalytics.Operations;

/// <summary>
/// Answers 503 to everything but <c>/health</c> until start-up is done, so that nothing meets a database without its tables: a problem
/// for programs, a page that tries again by itself for people.
/// </summary>
internal sealed class ReadinessGate(RequestDelegate next, Readiness readiness)
{
    private const int RetryAfterSeconds = 3;

    private const string Page = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta http-equiv="refresh" content="3">
          <title>Starting – Creator Analytics</title>
          <style>:root { color-scheme: light dark } body { font: 1rem/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 32rem; padding: 0 1rem }</style>
        </head>
        <body>
          <main>
            <h1>Creator Analytics is starting</h1>
            <p>It prepares its database. This page tries again every three seconds; searches that were running go on by themselves.</p>
          </main>
        </body>
        </html>
        """;

    public Task InvokeAsync(HttpContext context) =>
        readiness.IsReady || HealthEndpoints.Covers(context.Request.Path) ? next(context) : RefuseAsync(context);

    private static async Task RefuseAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone: nobody is left to answer, and nothing is wrong.
        }
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "no-store";
        if (WantsPage(context.Request))
        {
            response.ContentType = "text/html; charset=utf-8";
            await response.WriteAsync(Page, context.RequestAborted);
            return;
        }

        var problem = new ProblemDetails
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "Starting",
            Detail = $"The application is starting. Try again in {RetryAfterSeconds} s.",
            Extensions = { ["code"] = "starting" },
        };
        await response.WriteAsJsonAsync(problem, options: null, "application/problem+json", context.RequestAborted);
    }

    private static bool WantsPage(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase))
        && !request.Path.StartsWithSegments("/api")
        && HttpMethods.IsGet(request.Method);
}
