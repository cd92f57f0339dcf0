using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;

namespace CreatorAnalytics.Api;

/// <summary>/docs, for people who write programs.</summary>
internal static class DocsEndpoint
{
    public const string Path = "/docs";

    public static void Map(WebApplication app) => app.MapGet(Path, ShowAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<RazorComponentResult<DocsPage>> ShowAsync(
        HttpRequest request, [FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider documents, CancellationToken cancellationToken) =>
        new(new Dictionary<string, object?>
        {
            [nameof(DocsPage.Document)] = await documents.GetOpenApiDocumentAsync(cancellationToken),
            [nameof(DocsPage.Host)] = $"{request.Scheme}://{request.Host}",
        });
}
