namespace CreatorAnalytics.Creators;

/// <summary>GET /media/{name}: the stored images.</summary>
internal static class MediaEndpoint
{
    internal const string ContentType = "image/webp";

    /// <summary>A name never changes its content.</summary>
    internal const string CacheControl = "public, max-age=31536000, immutable";

    /// <summary>
    /// Open to anyone who has the address: a name holds 256 bits that nobody can guess without having the picture already, and the
    /// pictures were public. So browsers and proxies may keep them for good.
    /// </summary>
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapMethods(MediaUrls.Prefix + "{name}", [HttpMethods.Get, HttpMethods.Head], ServeAsync)
            .AllowAnonymous()
            .ExcludeFromDescription()
            .WithName("Media");

    private static async Task<IResult> ServeAsync(string name, IMediaStore store, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!MediaName.TryParse(name, out var media))
            return Results.NotFound();

        // Not for good: the address of the CDN is a setting.
        if (store.PublicAddress(media) is { } address)
            return Results.Redirect(address.AbsoluteUri);
        try
        {
            if (await store.OpenAsync(media, cancellationToken) is not { } image)
                return Results.NotFound();
            response.Headers.CacheControl = CacheControl;
            response.Headers.XContentTypeOptions = "nosniff";
            return Results.Stream(image, ContentType);
        }
        catch (IOException)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
