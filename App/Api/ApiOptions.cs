namespace CreatorAnalytics.Api;

/// <summary>Section <c>Api</c>: how much a key may ask.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Requests a second that a key may send for as long as it likes.</summary>
    /// <value>The default is 500; 1 or more.</value>
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>Requests that a key that was quiet for a while may send at once.</summary>
    /// <value>The default is 1000; not less than <see cref="RequestsPerSecond"/>.</value>
    public int RequestBurst { get; set; } = 1000;

    internal IEnumerable<string> Problems()
    {
        if (RequestsPerSecond < 1)
            yield return $"Api:RequestsPerSecond must be 1 or more; it is {RequestsPerSecond}.";
        if (RequestBurst < RequestsPerSecond)
            yield return $"Api:RequestBurst must not be less than Api:RequestsPerSecond; it is {RequestBurst}.";
    }
}
