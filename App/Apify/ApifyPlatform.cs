namespace CreatorAnalytics.Apify;

/// <summary>The server that the application scrapes through: Apify, the sandbox, or another that speaks the same API.</summary>
/// <param name="Source"><c>apify</c> or <c>sandbox</c>.</param>
/// <param name="Token">Sent as the bearer token.</param>
/// <param name="TimeScale">How long things take there, 1 being as long as at Apify.</param>
/// <param name="Address">Gives the address without <c>/v2</c>; the sandbox knows its own only once it listens.</param>
internal sealed record ApifyPlatform(string Source, string Token, double TimeScale, Func<Uri> Address)
{
    public const string Apify = "apify";
    public const string Sandbox = "sandbox";

    /// <summary>Without the token.</summary>
    public override string ToString() => Source;
}
