namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What every kind of storage answers, in its collection and below a run.</summary>
internal static class StorageRoutes
{
    /// <summary><c>/v2/COLLECTION</c> and <c>/v2/COLLECTION/{storageId}</c>; returns how the latter is found.</summary>
    public static Func<HttpContext, T> MapStorages<T>(this IEndpointRouteBuilder routes, string collection, StorageShelf<T> shelf, SandboxParts parts)
        where T : NamedStorage
    {
        routes.MapGet($"/v2/{collection}", (HttpContext context) =>
            Answers.Page(context, shelf.List(context.Request.Query.Flag("unnamed")), storage => storage.ToJson()));
        routes.MapPost($"/v2/{collection}", (HttpContext context) =>
        {
            var name = context.Request.Query["name"].ToString();
            var (storage, isNew) = shelf.GetOrCreate(name.Length > 0 ? name : null, parts.Clock.Now);
            return Answers.Data(storage.ToJson(), isNew ? 201 : 200);
        });
        T Find(HttpContext context) => shelf.Get(context.Request.RouteValues["storageId"]!.ToString()!);
        routes.MapStorage($"/v2/{collection}/{{storageId}}", shelf, Find, parts);
        return Find;
    }

    /// <summary>One storage, at <paramref name="path"/>.</summary>
    public static void MapStorage<T>(
        this IEndpointRouteBuilder routes, string path, StorageShelf<T> shelf, Func<HttpContext, T> find, SandboxParts parts)
        where T : NamedStorage
    {
        routes.MapGet(path, (HttpContext context) => Answers.Data(find(context).ToJson()));
        routes.MapPut(path, async (HttpContext context) =>
        {
            var storage = find(context);
            shelf.Change(storage, await RequestBody.ReadObjectAsync(context.Request), parts.Clock.Now);
            return Answers.Data(storage.ToJson());
        });
        routes.MapDelete(path, (HttpContext context) =>
        {
            shelf.Remove(find(context));
            return Answers.NoContent();
        });
    }
}
