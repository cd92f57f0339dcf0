using Microsoft.AspNetCore.Identity;

namespace CreatorAnalytics.Accounts;

/// <summary>How far signing in came.</summary>
public enum SignInOutcome
{
    Refused,
    SignedIn,

    /// <summary>The password is right and the account wants a code as well.</summary>
    NeedsCode,
}

/// <summary>
/// Signing in with e-mail address and password. A wrong password, an unknown address and a locked account get the same answer after the
/// same work, so that nobody can find out who has an account here.
/// </summary>
public sealed class PasswordSignIn(
    SignInManager<AppUser> signIn, UserManager<AppUser> users, IPasswordHasher<AppUser> passwords, AuditTrail trail)
{
    public const int TriesBeforeLockout = 5;
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(5);

    /// <summary>What to tell when it did not work, whichever the reason.</summary>
    public static readonly string Refusal =
        $"The e-mail address or the password is wrong, or the account is locked: after {TriesBeforeLockout} wrong passwords it stays locked for {Lockout.TotalMinutes:0} minutes.";

    private static readonly AppUser Nobody = new();
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<AppUser>().HashPassword(Nobody, "nobody's password"));

    /// <summary>Sets the cookie of the pages, or the one that carries the user to the second step.</summary>
    public async Task<SignInOutcome> TryAsync(string email, string password)
    {
        var user = password.Length <= PasswordRules.MaximumLength ? await users.FindByEmailAsync(email) : null;
        if (user is null || await users.IsLockedOutAsync(user))
        {
            passwords.VerifyHashedPassword(Nobody, NobodysHash.Value, password);
            return SignInOutcome.Refused;
        }

        var result = await signIn.PasswordSignInAsync(user, password, isPersistent: true, lockoutOnFailure: true);
        if (result.RequiresTwoFactor)
            return SignInOutcome.NeedsCode;
        trail.Note(user.Id, result.Succeeded ? AuditKind.SignedIn : AuditKind.SignInFailed);
        return result.Succeeded ? SignInOutcome.SignedIn : SignInOutcome.Refused;
    }

    /// <summary>
    /// The second step: a code of the authenticator app, or one of the recovery codes, which then is used up. False when it is wrong, or
    /// when the first step was too long ago.
    /// </summary>
    public async Task<bool> TryCodeAsync(string code)
    {
        var typed = OwnAccount.Normalize(code);
        var user = await signIn.GetTwoFactorAuthenticationUserAsync();
        var result = typed.All(char.IsAsciiDigit)
            ? await signIn.TwoFactorAuthenticatorSignInAsync(typed, isPersistent: true, rememberClient: false)
            : await signIn.TwoFactorRecoveryCodeSignInAsync(code.Trim().ToUpperInvariant());
        if (user is not null)
            trail.Note(user.Id, result.Succeeded ? AuditKind.SignedIn : AuditKind.SignInFailed);
        return result.Succeeded;
    }

    /// <summary>Whether the first step was done on this browser, a few minutes ago at most.</summary>
    public async Task<bool> IsWaitingForCodeAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;
}
