using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Where messages are put to be sent, in the transaction of what they tell: nothing waits for the mail server, and none is lost or sent of
/// something that did not happen. Nothing is kept when e-mail is off.
/// </summary>
public sealed class EmailOutbox(IOptions<EmailOptions> options, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly IDataProtector _links = protection.CreateProtector("CreatorAnalytics.Email.Links");

    /// <summary>Whether e-mail is sent.</summary>
    public bool IsOn => options.Value.IsOn;

    /// <summary>The whole address of a path of this installation; the path alone when nobody said where it is.</summary>
    public string LinkTo(string path) => $"{options.Value.SiteUrl?.TrimEnd('/')}{path}";

    /// <summary>A message whose text may be read by everybody who reads the database.</summary>
    public OutgoingEmail Message(string to, string subject, string text) => New(to, subject, text, protectedLink: null);

    /// <summary>
    /// A message that ends with a link which lets in whoever has it. Made before any transaction: the first encryption of an installation
    /// writes its key into the database.
    /// </summary>
    public OutgoingEmail MessageWithLink(string to, string subject, string text, string path) =>
        New(to, subject, text, IsOn ? _links.Protect(LinkTo(path)) : null);

    /// <summary>Adds it if e-mail is sent.</summary>
    public void Add(AppDbContext db, OutgoingEmail email)
    {
        if (IsOn)
            db.Add(email);
    }

    /// <summary>The wish of whoever says to have that address. Kept whether there is such an account or not, so that it costs the same.</summary>
    internal void AddResetWish(AppDbContext db, string to) => Add(db, New(to, subject: null, text: null, protectedLink: null));

    /// <summary>The whole text.</summary>
    internal string TextOf(OutgoingEmail email) =>
        email.ProtectedLink is { } link ? $"{email.Text}\n\n{_links.Unprotect(link)}\n" : $"{email.Text}\n";

    private OutgoingEmail New(string to, string? subject, string? text, string? protectedLink)
    {
        var now = time.GetUtcNow();
        return new OutgoingEmail
        {
            Id = Guid.CreateVersion7(now),
            To = to,
            Subject = subject,
            Text = text,
            ProtectedLink = protectedLink,
            CreatedAt = now,
            DueAt = now,
        };
    }
}
