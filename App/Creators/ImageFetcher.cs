using System.Buffers;
using System.Net;

namespace CreatorAnalytics.Creators;

/// <summary>Downloads pictures from allowed hosts.</summary>
public sealed class ImageFetcher(IHttpClientFactory clients, MediaOrigins origins)
{
    /// <summary>The named client.</summary>
    public const string Client = "images";

    /// <summary>In bytes. Instagram's own pictures are below 1 MB.</summary>
    internal const int MaxBytes = 8 * 1024 * 1024;

    private const int MaxRedirects = 3;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A handler that carries nothing of ours to the host: no cookies, no credentials, no trace headers. It follows no redirect, since
    /// each must be on the list.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
    };

    /// <summary>The picture's bytes. Throws for cancellation only.</summary>
    public async Task<ImageOutcome> FetchAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return ImageProblem.ForeignHost;
        try
        {
            using var client = clients.CreateClient(Client);
            for (var redirects = 0; redirects <= MaxRedirects; redirects++)
            {
                if (!origins.IsAllowed(uri))
                    return ImageProblem.ForeignHost;
                using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (IsRedirect(response.StatusCode) && response.Headers.Location is { } location)
                {
                    uri = new Uri(uri, location);
                    continue;
                }

                return response.StatusCode is HttpStatusCode.OK
                    ? await ReadAsync(response.Content, cancellationToken)
                    : ImageProblem.NotServed;
            }

            return ImageProblem.NotServed;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException)
        {
            return ImageProblem.NotServed;
        }
    }

    private static async Task<ImageOutcome> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;
        if (announced > MaxBytes)
            return ImageProblem.TooLarge;

        // What is announced may be a lie or missing: the bytes are counted as they come.
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream((int)(announced ?? 0));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (bytes.Length + read > MaxBytes)
                    return ImageProblem.TooLarge;
                bytes.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
    }

    private static bool IsRedirect(HttpStatusCode status) => status
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
