using System.Security.Claims;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Identity;

namespace CreatorAnalytics.Accounts;

/// <summary>An account as its owner sees it.</summary>
/// <param name="HasSecondStep">Whether signing in asks for a code as well.</param>
/// <param name="PendingKey">The secret that an authenticator app is to be given, while the second step is being set up; else null.</param>
public sealed record AccountState(string Email, bool HasSecondStep, string? PendingKey, int RecoveryCodesLeft);

/// <summary>
/// What people do with their own account. Whatever weakens it asks for the password again, since a session may have been left open; each
/// change ends all other sessions, and is saved together with its row of the audit log.
/// </summary>
public sealed class OwnAccount(
    UserManager<AppUser> users, SignInManager<AppUser> signIn, AccountDeletion deletion, Sessions sessions, AccessChanges access, AppDbContext db,
    TimeProvider time)
{
    public const string WrongPassword = "The password is wrong, or was wrong so often that the account is locked for a few minutes.";
    public const int RecoveryCodes = 10;

    // Where Identity's store keeps the secret; it offers no way to forget it, only to make another.
    private const string KeyProvider = "[AspNetUserStore]";
    private const string KeyName = "AuthenticatorKey";

    /// <summary>Null for anonymous visitors and for accounts that are no more.</summary>
    public async Task<AccountState?> FindAsync(ClaimsPrincipal principal)
    {
        if (await users.GetUserAsync(principal) is not { } user)
            return null;
        var isOn = await users.GetTwoFactorEnabledAsync(user);
        return new AccountState(
            user.Email!, isOn, isOn ? null : await users.GetAuthenticatorKeyAsync(user), isOn ? await users.CountRecoveryCodesAsync(user) : 0);
    }

    /// <summary>Returns the sentence that says what is wrong, or null when the password is changed.</summary>
    public async Task<string?> ChangePasswordAsync(ClaimsPrincipal principal, string current, string next)
    {
        if (PasswordRules.ProblemWith(next) is { } problem)
            return problem;
        if (await users.GetUserAsync(principal) is not { } user || !await IsPasswordAsync(user, current))
            return WrongPassword;
        await AuditAsync(user, AuditKind.PasswordChanged);
        var result = await users.ChangePasswordAsync(user, current, next);
        if (!result.Succeeded)
            return string.Join(" ", result.Errors.Select(error => error.Description));
        await GoOnHereAsync(principal, user);
        return null;
    }

    /// <summary>Makes a secret for the user's authenticator app. Nothing changes about signing in before <see cref="TurnOnAsync"/>.</summary>
    public Task StartSecondStepAsync(ClaimsPrincipal principal) =>
        ChangeAsync(principal, async user =>
            await users.GetTwoFactorEnabledAsync(user) ? IdentityResult.Success : await users.ResetAuthenticatorKeyAsync(user));

    /// <summary>
    /// Turns the second step on when the code shows that the app has the secret. Returns the recovery codes, which can be seen this once;
    /// null when the code is wrong.
    /// </summary>
    public async Task<IReadOnlyList<string>?> TurnOnAsync(ClaimsPrincipal principal, string code)
    {
        if (await users.GetUserAsync(principal) is not { } user || await users.GetTwoFactorEnabledAsync(user))
            return null;
        if (!await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, Normalize(code)))
            return null;
        await AuditAsync(user, AuditKind.TwoFactorOn);
        await users.SetTwoFactorEnabledAsync(user, true);
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
        await GoOnHereAsync(principal, user);
        return [.. codes!];
    }

    /// <summary>New recovery codes in place of the old ones; null when the password is wrong or there is no second step.</summary>
    public async Task<IReadOnlyList<string>?> RenewRecoveryCodesAsync(ClaimsPrincipal principal, string password)
    {
        if (await users.GetUserAsync(principal) is not { TwoFactorEnabled: true } user || !await IsPasswordAsync(user, password))
            return null;
        await AuditAsync(user, AuditKind.RecoveryCodesRenewed);
        return [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes))!];
    }

    /// <summary>Turns the second step off and forgets its secret. False when the password is wrong.</summary>
    public async Task<bool> TurnOffAsync(ClaimsPrincipal principal, string password)
    {
        if (await users.GetUserAsync(principal) is not { } user || !await IsPasswordAsync(user, password))
            return false;
        await AuditAsync(user, AuditKind.TwoFactorOff);
        await users.SetTwoFactorEnabledAsync(user, false);
        await users.RemoveAuthenticationTokenAsync(user, KeyProvider, KeyName);
        await GoOnHereAsync(principal, user);
        return true;
    }

    /// <summary>Returns the sentence that says why the account cannot be deleted, or null when it is, and the session with it.</summary>
    public async Task<string?> DeleteAsync(ClaimsPrincipal principal, string password, CancellationToken cancellationToken)
    {
        if (await users.GetUserAsync(principal) is not { } user || !await IsPasswordAsync(user, password))
            return WrongPassword;
        var problem = await deletion.DeleteAsync(user.Id, cancellationToken);
        if (problem is null)
            await signIn.SignOutAsync();
        return problem;
    }

    /// <summary>A code as apps show it, in groups, without what separates them.</summary>
    internal static string Normalize(string code) => code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    /// <summary>Identity saves what it changes through the same context, and with it the rows that are added here.</summary>
    private Task AuditAsync(AppUser user, AuditKind kind) =>
        AuditLog.AddToTeamsAsync(db, user.Id, kind, time.GetUtcNow(), CancellationToken.None);

    private async Task<bool> IsPasswordAsync(AppUser user, string password) =>
        password.Length <= PasswordRules.MaximumLength
        && (await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true)).Succeeded;

    private async Task ChangeAsync(ClaimsPrincipal principal, Func<AppUser, Task<IdentityResult>> change)
    {
        if (await users.GetUserAsync(principal) is { } user && (await change(user)).Succeeded)
            await GoOnHereAsync(principal, user);
    }

    /// <summary>Renews the cookie of this browser, which a new stamp makes the only one that holds, and has open pages look whether they still may be.</summary>
    private async Task GoOnHereAsync(ClaimsPrincipal principal, AppUser user)
    {
        await signIn.RefreshSignInAsync(user);
        await sessions.ForgetAsync(user.Id, keep: Sessions.IdOf(principal), CancellationToken.None);
        access.Publish(user.Id);
    }
}
