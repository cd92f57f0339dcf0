using System.Collections.Concurrent;
using System.Net;
using CreatorAnalytics.Creators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CreatorAnalytics.Tests.Creators;

/// <summary>A small S3 server on the loopback address with one bucket, <c>pictures</c>: objects are put, read and asked for by path.</summary>
internal sealed class FakeBucket : IAsyncDisposable
{
    public const string Name = "pictures";

    private const string AccessKey = "key";

    private readonly WebApplication _server;

    private FakeBucket(WebApplication server) => _server = server;

    public ConcurrentDictionary<string, (byte[] Bytes, string? Type, string? Caching)> Objects { get; } = new();

    /// <summary>Whether every request is answered 403, as for a key that was revoked.</summary>
    public bool IsRefusing { get; set; }

    public string Address => _server.Urls.First();

    public MediaOptions Options => new()
    {
        Store = MediaStoreKind.S3,
        S3 = { ServiceUrl = Address, Bucket = Name, AccessKey = AccessKey, SecretKey = "secret" },
    };

    public static async Task<FakeBucket> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var bucket = new FakeBucket(builder.Build());
        bucket._server.Run(bucket.AnswerAsync);
        await bucket._server.StartAsync();
        return bucket;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        var isSigned = request.Headers.Authorization.ToString().StartsWith($"AWS4-HMAC-SHA256 Credential={AccessKey}/", StringComparison.Ordinal);
        if (IsRefusing || !isSigned)
        {
            await RefuseAsync(response, HttpStatusCode.Forbidden, "AccessDenied");
            return;
        }

        var path = request.Path.Value!.Split('/');
        if (path is not ["", Name, var key])
        {
            await RefuseAsync(response, HttpStatusCode.NotFound, "NoSuchBucket");
        }
        else if (HttpMethods.IsPut(request.Method))
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, http.RequestAborted);
            Objects[key] = (body.ToArray(), request.ContentType, request.Headers.CacheControl);
        }
        else if (!Objects.TryGetValue(key, out var stored))
        {
            await RefuseAsync(response, HttpStatusCode.NotFound, "NoSuchKey");
        }
        else
        {
            response.ContentType = stored.Type;
            response.ContentLength = stored.Bytes.Length;
            if (HttpMethods.IsGet(request.Method))
                await response.Body.WriteAsync(stored.Bytes, http.RequestAborted);
        }
    }

    private static Task RefuseAsync(HttpResponse response, HttpStatusCode status, string code)
    {
        response.StatusCode = (int)status;
        response.ContentType = "application/xml";
        return HttpMethods.IsHead(response.HttpContext.Request.Method)
            ? Task.CompletedTask
            : response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>");
    }
}
