namespace CreatorAnalytics.Accounts;

/// <summary>What somebody did, in words.</summary>
public static class AuditWords
{
    public static string Of(AuditKind kind) => kind switch
    {
        AuditKind.SignedIn => "Signed in",
        AuditKind.SignInFailed => "Failed to sign in",
        AuditKind.SignedOut => "Signed out",
        AuditKind.SessionsEnded => "Ended sessions",
        AuditKind.PasswordChanged => "Changed the password",
        AuditKind.PasswordReset => "Reset the password",
        AuditKind.TwoFactorOn => "Turned two-step sign-in on",
        AuditKind.TwoFactorOff => "Turned two-step sign-in off",
        AuditKind.RecoveryCodesRenewed => "Renewed the recovery codes",
        AuditKind.AccountDeleted => "Deleted the account",
        AuditKind.Searched => "Searched",
        AuditKind.ReportOpened => "Opened a report",
        AuditKind.Exported => "Exported",
        AuditKind.ListDeleted => "Deleted a list",
        AuditKind.ListRefreshChanged => "Changed a list's schedule",
        AuditKind.ListRefreshed => "Searched by a list's schedule",
        AuditKind.Invited => "Invited",
        AuditKind.InvitationWithdrawn => "Withdrew an invitation",
        AuditKind.MemberJoined => "Joined the team",
        AuditKind.MemberRemoved => "Ended a membership",
        AuditKind.RoleChanged => "Changed a role",
        AuditKind.LimitChanged => "Changed a limit",
        AuditKind.KeyCreated => "Made an API key",
        AuditKind.KeyRevoked => "Revoked an API key",
        AuditKind.CreditsGranted => "Gave credits",
        AuditKind.CreditsTakenBack => "Took credits back",
        AuditKind.WebhookCreated => "Made a webhook",
        AuditKind.WebhookChanged => "Changed a webhook",
        AuditKind.WebhookDeleted => "Deleted a webhook",
        AuditKind.TableChanged => "Changed a reference table",
    };
}
