using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Api;

/// <summary>What Api puts into the application.</summary>
public static class ApiRoom
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;

        // Before the framework's own writer, since the first that can write does.
        services.AddSingleton<IProblemDetailsWriter, ApiProblemWriter>();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddCheckedOptions<ApiOptions>(ApiOptions.Section, options => options.Problems());
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<IWarmUp, SearchWarmUp>();
        services.AddSingleton<OpenAccess>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenAccess>());
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Describe);
        services.AddSingleton<KeptDocument>();
        services.AddHostedService(provider => provider.GetRequiredService<KeptDocument>());
    }

    /// <summary>What everything under /api passes through, the check of the key included.</summary>
    public static void UseApi(this WebApplication app) => app.UseWhen(
        http => http.Request.Path.StartsWithSegments("/api"),
        api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandler = Problems.WriteForExceptionAsync,
                SuppressDiagnosticsCallback = failure => failure.Exception is BadHttpRequestException,
            });
            api.UseStatusCodePages(page => Problems.ForStatus(page.HttpContext.Response.StatusCode).ExecuteAsync(page.HttpContext));
            api.Use(LetPagesOfOtherSitesFollow);
            api.UseMiddleware<RequestLimits>();
            api.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        });

    public static void MapApi(this WebApplication app)
    {
        // After the key was checked, which it counts by.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), limited => limited.UseMiddleware<RateLimits>());
        var api = app.MapGroup("/api/v1")
            .RequireAuthorization(ApiAccess.Policy)
            .AddEndpointFilter(RefuseUnreadableBodies)
            .Refuses(StatusCodes.Status401Unauthorized, Problems.Unauthenticated)
            .Refuses(StatusCodes.Status403Forbidden, Problems.InsufficientScope)
            .Refuses(StatusCodes.Status429TooManyRequests, Problems.RateLimited);
        CreatorSearchEndpoints.Map(api);
        JobEndpoints.Map(api);
        StreamEndpoints.Map(api);
        CreatorEndpoints.Map(api);
        CreditEndpoints.Map(api);
        ListEndpoints.Map(api);
        ExportEndpoints.Map(api);
        WebhookEndpoints.Map(api);
        TeamEndpoints.Map(api);
        AuditEndpoints.Map(api);
        KeyEndpoints.Map(api);
        DocsEndpoint.Map(app);
    }

    /// <summary>What a ticket opens, refusals included, scripts of any site may read: the ticket is all that lets in, and no cookie does.</summary>
    private static Task LetPagesOfOtherSitesFollow(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<AcceptsStreamTicket>() is not null)
            http.Response.Headers.AccessControlAllowOrigin = "*";
        return next(http);
    }

    private static async ValueTask<object?> RefuseUnreadableBodies(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<IJsonBody>().FirstOrDefault()?.Refusal is { } refusal ? refusal : await next(context);
}
