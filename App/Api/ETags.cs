using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace CreatorAnalytics.Api;

/// <summary>Lets callers ask only for what has changed.</summary>
internal static class ETags
{
    public const string IfNoneMatchWords = "The ETag of an answer that you have; 304 and no body say that it still holds.";

    private const int Length = 16;

    /// <summary>Answers with an ETag, and with 304 and no body to whoever has that answer already.</summary>
    public static RouteHandlerBuilder HasETag(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(TagAsync)
        .WithMetadata(new HasETagMetadata())
        .Produces(StatusCodes.Status304NotModified);

    private static async ValueTask<object?> TagAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var answer = await CapturedAnswer.OfAsync(http, (IResult)(await next(context))!);
        if (answer.Status != StatusCodes.Status200OK)
            return answer;
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(answer.Body))[..Length]}\"");
        http.Response.GetTypedHeaders().ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        var known = http.Request.GetTypedHeaders().IfNoneMatch;
        if (!known.Any(has => has == EntityTagHeaderValue.Any || has.Compare(tag, useStrongComparison: false)))
            return answer;
        http.Response.ContentType = null;
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }
}

/// <summary>Marks an endpoint that takes If-None-Match.</summary>
internal sealed record HasETagMetadata;
