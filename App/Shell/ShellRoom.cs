using CreatorAnalytics.Storage;
using MudBlazor.Services;

namespace CreatorAnalytics.Shell;

/// <summary>What Shell puts into the application.</summary>
public static class ShellRoom
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "creator-analytics-form";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    /// <summary>What every answer passes through; comes before the rooms' endpoints.</summary>
    public static void UseShell(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseWhen(
            AsksForPage,
            pages =>
            {
                if (!app.Environment.IsDevelopment())
                    pages.UseExceptionHandler("/error", createScopeForErrors: true);
                pages.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
                pages.Use(WaitUntilReadyAsync);
            });
    }

    public static void MapShell(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<Root>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }

    /// <summary>Programs get their answers from the rooms; words are for browsers.</summary>
    private static bool AsksForPage(HttpContext http) =>
        http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>At the first start the tables are still being made when the first browser comes; it sees a slow page, not an error.</summary>
    private static Task WaitUntilReadyAsync(HttpContext http, RequestDelegate next)
    {
        var readiness = http.RequestServices.GetRequiredService<Readiness>();
        return readiness.IsReady ? next(http) : WaitThenAsync(readiness, http, next);
    }

    private static async Task WaitThenAsync(Readiness readiness, HttpContext http, RequestDelegate next)
    {
        try
        {
            await readiness.WaitAsync(http.RequestAborted).WaitAsync(TimeSpan.FromSeconds(20), http.RequestServices.GetRequiredService<TimeProvider>());
        }
        catch (TimeoutException)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "5";
            await http.Response.WriteAsync($"Creator Analytics is starting. {readiness.WaitingFor}", http.RequestAborted);
            return;
        }

        await next(http);
    }
}
