namespace CreatorAnalytics.Accounts;

/// <summary>What somebody did, as the audit log keeps it.</summary>
public enum AuditKind
{
    SignedIn,

    /// <summary>A wrong password or code of an account that exists.</summary>
    SignInFailed,
    SignedOut,

    /// <summary>A session in another browser was ended, or all of them.</summary>
    SessionsEnded,
    PasswordChanged,
    PasswordReset,
    TwoFactorOn,
    TwoFactorOff,
    RecoveryCodesRenewed,
    AccountDeleted,

    /// <summary>A search was submitted.</summary>
    Searched,
    ReportOpened,
    Exported,
    ListDeleted,

    /// <summary>A list's scheduled refresh was turned on, off or changed.</summary>
    ListRefreshChanged,

    /// <summary>A list's scheduled refresh submitted a search, in the name of the member who turned it on.</summary>
    ListRefreshed,
    Invited,
    InvitationWithdrawn,
    MemberJoined,

    /// <summary>A member was removed, or left.</summary>
    MemberRemoved,
    RoleChanged,
    LimitChanged,
    KeyCreated,
    KeyRevoked,
    CreditsGranted,
    CreditsTakenBack,
    WebhookCreated,
    WebhookChanged,
    WebhookDeleted,

    /// <summary>An operator edited a table that analyses rest on.</summary>
    TableChanged,
}

/// <summary>
/// One thing that somebody did; never changed and never deleted. It says who, what and when, and holds neither secrets nor network
/// addresses: which address a browser had is nobody's business once the request is over.
/// </summary>
public sealed class AuditEntry
{
    public const int MaximumSubjectLength = 300;

    public long Id { get; init; }

    public Guid TeamId { get; init; }

    /// <summary>Who did it; null when an operator did it by a command. It points to nobody when the account was deleted.</summary>
    public Guid? UserId { get; init; }

    public AuditKind Kind { get; init; }

    /// <summary>Whom or what it concerned, in words, at most <see cref="MaximumSubjectLength"/> characters; null when the kind says it all.</summary>
    public string? Subject { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
