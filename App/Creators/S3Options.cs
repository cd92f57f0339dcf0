namespace CreatorAnalytics.Creators;

/// <summary>Section <c>Media:S3</c>: the bucket of the S3 store.</summary>
public sealed class S3Options
{
    /// <summary>Address of an S3-compatible server (R2, MinIO); its buckets are addressed in the path.</summary>
    /// <value>The default is empty: AWS itself, in <see cref="Region"/>.</value>
    public string ServiceUrl { get; set; } = "";

    /// <summary>The region that requests are signed for; R2 calls it auto.</summary>
    /// <value>The default is us-east-1.</value>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The bucket; it must exist.</summary>
    public string Bucket { get; set; } = "";

    /// <value>The default is empty: the credentials of the machine, as AWS's tools find them.</value>
    public string AccessKey { get; set; } = "";

    public string SecretKey { get; set; } = "";

    /// <summary>Address of a CDN, or of the bucket if it is public; browsers are sent there for the images.</summary>
    /// <value>The default is empty: this site serves them.</value>
    public string PublicUrl { get; set; } = "";

    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Bucket))
            yield return "Media:S3:Bucket must name a bucket; it is empty, and Media:Store is S3.";
        if (string.IsNullOrWhiteSpace(Region))
            yield return "Media:S3:Region must name a region, such as us-east-1 or auto; it is empty.";
        if (ServiceUrl.Length > 0 && !IsWebAddress(ServiceUrl))
            yield return $"Media:S3:ServiceUrl must be an http or https address; it is {ServiceUrl}.";
        if (PublicUrl.Length > 0 && !IsWebAddress(PublicUrl))
            yield return $"Media:S3:PublicUrl must be an http or https address; it is {PublicUrl}.";
        if ((AccessKey.Length > 0) != (SecretKey.Length > 0))
            yield return "Media:S3:AccessKey and Media:S3:SecretKey go together; one of them is empty.";
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { UserInfo: "", Query: "", Fragment: "" };
}
