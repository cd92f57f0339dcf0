using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/docs, for people who write programs, and the document that it is made of.</summary>
internal static class DocsEndpoint
{
    public const string Path = "/docs";

    public static void Map(WebApplication app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet($"/openapi/{ApiDocument.Name}.json", DocumentAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<RazorComponentResult<DocsPage>> ShowAsync(HttpRequest request, KeptDocument kept) =>
        new(new Dictionary<string, object?>
        {
            [nameof(DocsPage.Document)] = await kept.DocumentAsync(),
            [nameof(DocsPage.Host)] = AddressOf(request),
        });

    private static async Task<ContentHttpResult> DocumentAsync(HttpRequest request, KeptDocument kept) =>
        TypedResults.Text(await kept.JsonAsync(AddressOf(request)), "application/json");

    private static string AddressOf(HttpRequest request) => $"{request.Scheme}://{request.Host}";
}
