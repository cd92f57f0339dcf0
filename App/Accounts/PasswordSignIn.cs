using Microsoft.AspNetCore.Identity;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Signing in with e-mail address and password. A wrong password, an unknown address and a locked account get the same answer after the
/// same work, so that nobody can find out who has an account here.
/// </summary>
public sealed class PasswordSignIn(SignInManager<AppUser> signIn, UserManager<AppUser> users, IPasswordHasher<AppUser> passwords)
{
    public const int TriesBeforeLockout = 5;
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(5);

    /// <summary>What to tell when it did not work, whichever the reason.</summary>
    public static readonly string Refusal =
        $"The e-mail address or the password is wrong, or the account is locked: after {TriesBeforeLockout} wrong passwords it stays locked for {Lockout.TotalMinutes:0} minutes.";

    private static readonly AppUser Nobody = new();
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<AppUser>().HashPassword(Nobody, "nobody's password"));

    /// <summary>Sets the cookie and returns true, or returns false.</summary>
    public async Task<bool> TryAsync(string email, string password)
    {
        var user = password.Length <= PasswordRules.MaximumLength ? await users.FindByEmailAsync(email) : null;
        if (user is null || await users.IsLockedOutAsync(user))
        {
            passwords.VerifyHashedPassword(Nobody, NobodysHash.Value, password);
            return false;
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (result.Succeeded)
            await signIn.SignInAsync(user, isPersistent: true);
        return result.Succeeded;
    }
}
