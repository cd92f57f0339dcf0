using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Creators;

/// <summary>Keeps images as objects of an S3-compatible bucket (AWS, Cloudflare R2, MinIO), one by the name of each image.</summary>
public sealed class S3MediaStore : IMediaStore, IDisposable
{
    /// <summary>A picture is small and the creator's pictures have ten seconds in all: what hangs is better tried again at once.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private const int Retries = 2;

    private readonly S3Options _bucket;
    private readonly AmazonS3Client _client;

    public S3MediaStore(IOptions<MediaOptions> options)
    {
        _bucket = options.Value.S3;
        var config = new AmazonS3Config
        {
            AuthenticationRegion = _bucket.Region,

            // The bucket's name in the path, not in the host's name: MinIO and R2 have no host per bucket.
            ForcePathStyle = true,
            Timeout = RequestTimeout,
            MaxErrorRetry = Retries,

            // The newer trailing checksums are not understood by all compatible servers.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (_bucket.ServiceUrl.Length > 0)
            config.ServiceURL = _bucket.ServiceUrl;
        else
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(_bucket.Region);
        _client = _bucket.AccessKey.Length > 0
            ? new AmazonS3Client(new BasicAWSCredentials(_bucket.AccessKey, _bucket.SecretKey), config)
            : new AmazonS3Client(config);
    }

    public void Dispose() => _client.Dispose();

    public Uri? PublicAddress(MediaName name) =>
        _bucket.PublicUrl.Length == 0 ? null : new Uri($"{_bucket.PublicUrl.TrimEnd('/')}/{name}");

    public async Task<bool> HasAsync(MediaName name, CancellationToken cancellationToken) =>
        await AskAsync(() => _client.GetObjectMetadataAsync(_bucket.Bucket, name.ToString(), cancellationToken), cancellationToken) is not null;

    public async Task<Stream?> OpenAsync(MediaName name, CancellationToken cancellationToken) =>
        (await AskAsync(() => _client.GetObjectAsync(_bucket.Bucket, name.ToString(), cancellationToken), cancellationToken))?.ResponseStream;

    public async Task WriteAsync(MediaName name, byte[] image, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket.Bucket,
            Key = name.ToString(),
            InputStream = new MemoryStream(image),
            ContentType = MediaEndpoint.ContentType,

            // R2 refuses bodies that are signed in chunks.
            UseChunkEncoding = false,
        };
        request.Headers.CacheControl = MediaEndpoint.CacheControl;
        _ = await AskAsync(() => _client.PutObjectAsync(request, cancellationToken), cancellationToken)
            ?? throw new IOException($"The bucket {_bucket.Bucket} does not exist; see Media:S3:Bucket.");
    }

    /// <summary>The answer; null when there is no such object.</summary>
    private async Task<T?> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (AmazonServiceException exception) when (exception.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"The bucket {_bucket.Bucket} did not answer as it should; see Media:S3.", exception);
        }
    }
}
