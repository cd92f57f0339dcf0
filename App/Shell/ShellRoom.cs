using CreatorAnalytics.Analysis.Tables;
using MudBlazor.Services;

namespace CreatorAnalytics.Shell;

/// <summary>What Shell puts into the application.</summary>
public static class ShellRoom
{
    /// <summary>The longest text that a page sends, with three bytes a character, and what is around it.</summary>
    private const int LargestMessage = (3 * ReferenceTable.LongestText) + (8 * 1024);

    public static void AddShell(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        services.AddMudServices();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "creator-analytics-form";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        LeaveKeysUntilTheyAreNeeded(services);
    }

    /// <summary>What every answer passes through; comes before the rooms' endpoints.</summary>
    public static void UseShell(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        if (!app.Environment.IsDevelopment())
            app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", CreateScopeForErrors = true });
        app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
        app.UseMiddleware<PageGate>();
    }

    public static void MapShell(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<Root>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }

    /// <summary>
    /// Takes out what would read the data-protection keys while the host starts: that is before the first migration has made their table,
    /// and would be logged as an error. Every AddDataProtection puts it in again (antiforgery's too), so this comes after them.
    /// </summary>
    private static void LeaveKeysUntilTheyAreNeeded(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ImplementationType?.Name == "DataProtectionHostedService") is { } warmUp)
            services.Remove(warmUp);
    }
}
