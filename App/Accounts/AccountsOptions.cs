namespace CreatorAnalytics.Accounts;

/// <summary>Who may make an account.</summary>
public enum RegistrationMode
{
    /// <summary>Anybody who can reach the page.</summary>
    Open,

    /// <summary>Whoever a team invites.</summary>
    Invitation,

    /// <summary>Nobody; accounts come from the command line.</summary>
    Closed,
}

/// <summary>Section <c>Accounts</c>.</summary>
public sealed class AccountsOptions
{
    public const string Section = "Accounts";

    /// <value>The default is Invitation, and Open in Development.</value>
    public RegistrationMode? Registration { get; set; }

    /// <summary>How many sign-ins and registrations one address may send at once before it has to slow down.</summary>
    /// <value>The default is 100: an office behind one address, arriving in the morning.</value>
    public int SignInBurst { get; set; } = 100;

    /// <summary>How many more an address may send each minute after that.</summary>
    /// <value>The default is 60.</value>
    public int SignInsPerMinute { get; set; } = 60;
}
