namespace CreatorAnalytics.Accounts;

/// <summary>How the connection to the mail server is secured.</summary>
public enum EmailTls
{
    /// <summary>Plain at first, then TLS, without which nothing is sent; usually port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte; usually port 465.</summary>
    Implicit,

    /// <summary>Not at all: for a server on the same machine.</summary>
    None,
}

/// <summary>Section <c>Email</c>: the mail server. Without a host no e-mail is sent, and links are shown instead.</summary>
public sealed class EmailOptions
{
    public const string Section = "Email";

    /// <value>The default is none: no e-mail is sent.</value>
    public string? Host { get; set; }

    /// <value>The default is 587.</value>
    public int Port { get; set; } = 587;

    /// <value>The default is none: the server asks for no name.</value>
    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>The address that messages come from.</summary>
    public string? From { get; set; }

    /// <value>The default is StartTls.</value>
    public EmailTls Tls { get; set; } = EmailTls.StartTls;

    /// <summary>
    /// The address of this installation in links, such as <c>https://analytics.example.com</c>. What a browser calls it is not believed:
    /// whoever asks for somebody's password to be reset could have the link lead to themselves.
    /// </summary>
    public string? SiteUrl { get; set; }

    /// <summary>Whether e-mail is sent.</summary>
    public bool IsOn => !string.IsNullOrWhiteSpace(Host);

    internal IEnumerable<string> Problems()
    {
        if (SiteUrl is not null && !IsSite(SiteUrl))
            yield return $"Email:SiteUrl must be a whole address such as https://analytics.example.com; it is '{SiteUrl}'.";
        if (!IsOn)
            yield break;
        if (SiteUrl is null)
            yield return "Email:SiteUrl is missing: the address of this installation, for the links in messages.";
        if (!EmailAddress.IsValid(From))
            yield return $"Email:From must be an e-mail address; it is '{From}'.";
        if (Port is < 1 or > 65535)
            yield return $"Email:Port must be 1 to 65535; it is {Port}.";
        if (string.IsNullOrEmpty(UserName) != string.IsNullOrEmpty(Password))
            yield return "Email:UserName and Email:Password belong together: set both, or neither.";
    }

    private static bool IsSite(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
