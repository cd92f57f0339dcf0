using CreatorAnalytics.Storage;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Sends what waits in the outbox, on every process: each message is held by one under a lease, deleted when the mail server took it, and
/// tried again after 1, 5 and 30 minutes, 2, 8 and 24 hours when it did not. A process that dies while it sends may send one twice.
/// </summary>
public sealed class EmailDispatcher(
    Database database, EmailOutbox outbox, PasswordResets resets, Readiness readiness, IOptions<EmailOptions> options, TimeProvider time,
    ILogger<EmailDispatcher> logger) : BackgroundService
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private const int MostAtOnce = 20;

    /// <summary>Longer than an attempt can take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(8), TimeSpan.FromHours(24),
    ];

    /// <summary>Sends what is due now.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        while (await ClaimAsync(cancellationToken) is { Count: > 0 } claimed)
        {
            foreach (var email in claimed)
                await SendAsync(email, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!outbox.IsOn)
            return;
        BackgroundWork.Begin();
        try
        {
            await readiness.WaitAsync(stoppingToken);
            using var timer = new PeriodicTimer(LookEvery, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await SendDueAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.LogError(exception, "E-mail could not be read; looking again in {Delay} s", LookEvery.TotalSeconds);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what is held is free again when its lease ends.
        }
    }

    private async Task<List<OutgoingEmail>> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await database.ReadAsync(
            db => Due(db, now).OrderBy(e => e.DueAt).Select(e => e.Id).Take(MostAtOnce).ToListAsync(cancellationToken), cancellationToken);
        if (due.Count == 0)
            return [];
        var lease = Guid.CreateVersion7(now);
        await database.WriteAsync(
            (db, token) => Due(db, now).Where(e => due.Contains(e.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.LeaseId, lease).SetProperty(e => e.LeaseUntil, now + Lease), token),
            cancellationToken);
        return await database.ReadAsync(
            db => db.Set<OutgoingEmail>().Where(e => e.LeaseId == lease).OrderBy(e => e.DueAt).ToListAsync(cancellationToken), cancellationToken);
    }

    private async Task SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        try
        {
            if (await MessageOfAsync(email, cancellationToken) is { } message)
                await SendAsync(message, cancellationToken);
            await database.WriteAsync((db, token) => Held(db, email).ExecuteDeleteAsync(token), CancellationToken.None);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await PutOffAsync(email, exception);
        }
    }

    /// <summary>Null when there is nothing to send after all: nobody has the address that a password was to be reset of.</summary>
    private async Task<MimeMessage?> MessageOfAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        var (subject, text) = (email.Subject, email.Subject is null ? null : outbox.TextOf(email));
        if (subject is null)
        {
            if (await resets.CreateAsync(email.To, cancellationToken) is not { } path)
                return null;
            subject = "Choose a new password";
            text = $"""
                Somebody, probably you, asked for a new password for your account at Creator Analytics. This link lets you choose one, once,
                within {PasswordResets.Lifetime.TotalMinutes:0} minutes. If it was not you, do nothing: your password stays.

                {outbox.LinkTo(path)}
                """;
        }

        return new MimeMessage([MailboxAddress.Parse(options.Value.From!)], [MailboxAddress.Parse(email.To)], subject, new TextPart("plain") { Text = text! });
    }

    private async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var server = options.Value;
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        var tls = server.Tls switch
        {
            EmailTls.StartTls => SecureSocketOptions.StartTls,
            EmailTls.Implicit => SecureSocketOptions.SslOnConnect,
            EmailTls.None => SecureSocketOptions.None,
        };
        await client.ConnectAsync(server.Host!, server.Port, tls, cancellationToken);
        if (!string.IsNullOrEmpty(server.UserName))
            await client.AuthenticateAsync(server.UserName, server.Password!, cancellationToken);
        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    private async Task PutOffAsync(OutgoingEmail email, Exception exception)
    {
        var isLast = email.Attempts >= Delays.Length;
        logger.LogWarning(
            exception, "E-mail {EmailId} could not be sent, attempt {Attempt}; {Next}",
            email.Id, email.Attempts + 1, isLast ? "it is given up" : $"trying again in {Delays[email.Attempts].TotalMinutes:0} min");
        var now = time.GetUtcNow();
        await database.WriteAsync(
            (db, token) => isLast
                ? Held(db, email).ExecuteDeleteAsync(token)
                : Held(db, email).ExecuteUpdateAsync(
                    set => set
                        .SetProperty(e => e.Attempts, email.Attempts + 1)
                        .SetProperty(e => e.DueAt, now + Delays[email.Attempts])
                        .SetProperty(e => e.LeaseId, (Guid?)null)
                        .SetProperty(e => e.LeaseUntil, (DateTimeOffset?)null),
                    token),
            CancellationToken.None);
    }

    private static IQueryable<OutgoingEmail> Due(AppDbContext db, DateTimeOffset now) =>
        db.Set<OutgoingEmail>().Where(e => e.DueAt <= now && (e.LeaseUntil == null || e.LeaseUntil < now));

    private static IQueryable<OutgoingEmail> Held(AppDbContext db, OutgoingEmail email) =>
        db.Set<OutgoingEmail>().Where(e => e.Id == email.Id && e.LeaseId == email.LeaseId);
}
