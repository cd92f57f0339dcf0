namespace CreatorAnalytics.Creators;

/// <summary>GET /media/{name}: the stored images.</summary>
internal static class MediaEndpoint
{
    /// <summary>
    /// Open to anyone who has the address: a name holds 256 bits that nobody can guess without having the picture already, and the
    /// pictures were public. So browsers and proxies may keep them for good.
    /// </summary>
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapMethods(MediaUrls.Prefix + "{name}", [HttpMethods.Get, HttpMethods.Head], Serve)
            .AllowAnonymous()
            .ExcludeFromDescription()
            .WithName("Media");

    private static IResult Serve(string name, MediaStore store, HttpResponse response)
    {
        if (!MediaName.TryParse(name, out var media) || store.Find(media) is not { } path)
            return Results.NotFound();
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(path, "image/webp");
    }
}
