using System.Globalization;
using System.Security.Cryptography;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Wishes for an account, where registration is open and e-mail is sent. What can be done about an address is told to the address alone:
/// it gets a link that makes the account, or word that there is one. Whoever typed it learns neither, and nobody gets an account under
/// another's address.
/// </summary>
public sealed class SignUps(Database database, EmailOutbox outbox, IDataProtectionProvider protection, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly IDataProtector _links = protection.CreateProtector("CreatorAnalytics.SignUps");

    /// <summary>Takes the wish down; the same work whether there is such an account or not.</summary>
    public async Task RequestAsync(string email, CancellationToken cancellationToken)
    {
        var normalized = email.ToUpperInvariant();
        var offer = outbox.MessageWithLink(
            email,
            "Your account at Creator Analytics",
            $"Somebody, probably you, asked for an account at Creator Analytics with this address. This link makes it, within {Lifetime.TotalHours:0} hours. If it was not you, do nothing.",
            AccountUrls.SignUp(LinkOf(email)));
        var reminder = outbox.MessageWithLink(
            email,
            "You have an account at Creator Analytics",
            "Somebody, probably you, asked for an account at Creator Analytics with this address. There is one already: sign in, or choose a new password if you forgot it. If it was not you, do nothing.",
            AccountUrls.SignInPath);
        await database.WriteAsync(
            async (db, token) => outbox.Add(db, await db.Set<AppUser>().AnyAsync(user => user.NormalizedEmail == normalized, token) ? reminder : offer),
            cancellationToken);
    }

    /// <summary>The address that a link was sent to; null when the link has ended or is none of ours.</summary>
    public string? EmailOf(string? link)
    {
        try
        {
            return _links.Unprotect(link ?? "").Split(' ') is [var end, var email]
                && time.GetUtcNow() < new DateTimeOffset(long.Parse(end, CultureInfo.InvariantCulture), TimeSpan.Zero)
                    ? email
                    : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private string LinkOf(string email) =>
        _links.Protect(string.Create(CultureInfo.InvariantCulture, $"{(time.GetUtcNow() + Lifetime).UtcTicks} {email}"));
}
