using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Authentication;

namespace CreatorAnalytics.Api;

/// <summary>
/// Asks for searches before the application is ready, with a key that does not exist and then for a team that does not exist, which has
/// no credits: nothing is made. The first hundred requests of a process would otherwise wait together for the compilation of all that
/// they pass through. What comes after the reservation is for <see cref="Jobs.JobWarmUp"/>.
/// </summary>
internal sealed class RequestWarmUp(IServiceScopeFactory scopes, EndpointDataSource endpoints) : IWarmUp
{
    /// <summary>What ran thirty times is compiled once more, to be fast.</summary>
    private const int Requests = 40;

    private static readonly byte[] Body = """{"usernames":["first","second"]}"""u8.ToArray();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var search = endpoints.Endpoints.Single(
            endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == CreatorSearchEndpoints.BulkSearchName);
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => AskAsync(search, cancellationToken)));
    }

    private async Task AskAsync(Endpoint search, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        http.SetEndpoint(search);
        http.Request.Method = HttpMethods.Post;
        http.Request.Headers.Authorization = $"Bearer {nameof(RequestWarmUp)}";
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Body);
        await http.AuthenticateAsync(ApiAccess.Scheme);
        http.Features.Set(new Caller(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Member));
        await search.RequestDelegate!(http);
    }
}
