using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Api;

/// <summary>
/// Sends a search to its endpoint before the application is ready. It may cost nothing, so that it is refused and nothing is stored; but
/// the endpoint, its filters and the reading of its body are compiled, for which the first hundred searches waited together.
/// </summary>
internal sealed class SearchWarmUp(EndpointDataSource endpoints, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime) : IWarmUp
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The endpoints are there only then.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var waiting = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);

        await using var scope = scopes.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        http.Features.Set(new Caller(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Owner));
        http.Request.Method = HttpMethods.Post;
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream("""{"usernames": ["warm_up"], "maxCredits": 0}"""u8.ToArray());

        var search = endpoints.Endpoints.Single(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == CreatorSearchEndpoints.BulkSearch);
        await search.RequestDelegate!(http);
        if (http.Response.StatusCode != StatusCodes.Status409Conflict)
            throw new InvalidOperationException($"A search that may cost nothing was answered with {http.Response.StatusCode}.");
    }
}
