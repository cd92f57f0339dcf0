using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Analysis.Chat;

/// <summary>
/// Keeps what chat models cost below the month's limit (UTC), over all processes: each request is entered with the most that it can cost
/// before it is sent, and with what it did cost once that is known.
/// </summary>
public sealed class ChatSpending(Database database, IOptions<AnalysisOptions> options, TimeProvider time)
{
    /// <returns>The entry's id; null when the month's limit leaves nothing for it.</returns>
    public async Task<Guid?> ReserveAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value.Chat;
        var (id, now) = (Guid.CreateVersion7(), time.GetUtcNow());
        var most = settings.Usd(settings.MostPromptTokens, settings.MostAnswerTokens);
        await database.WriteAsync(async (db, _) => db.Add(new ChatCall { Id = id, AskedAt = now, Usd = most }), cancellationToken);
        if (settings.MonthlyUsdLimit is not { } limit)
            return id;

        // Its own entry counts already, so that requests at the same moment, in whatever process, cannot all pass by what is left for one.
        var month = UtcMonth.StartOf(now);
        var spent = await database.ReadAsync(
            db => db.Set<ChatCall>().Where(call => call.AskedAt >= month).SumAsync(call => call.Usd, cancellationToken), cancellationToken);
        if (spent <= limit)
            return id;
        await SettleAsync(id, 0, 0);
        return null;
    }

    /// <summary>Enters what a request took; nothing, when it was not sent or answered with an error.</summary>
    public Task SettleAsync(Guid id, long inputTokens, long outputTokens)
    {
        var usd = options.Value.Chat.Usd(inputTokens, outputTokens);
        return database.WriteAsync(
            (db, token) => db.Set<ChatCall>().Where(call => call.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.Usd, usd).SetProperty(c => c.InputTokens, inputTokens).SetProperty(c => c.OutputTokens, outputTokens),
                token),
            CancellationToken.None);
    }
}
