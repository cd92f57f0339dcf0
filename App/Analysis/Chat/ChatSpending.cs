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
    /// <summary>Parameters: id, now, the most that it can cost, the month's start, the limit. SQLite has one writer.</summary>
    internal const string SqliteReserve = """
        INSERT INTO chat_calls (id, asked_at, usd)
        SELECT {0}, {1}, {2} WHERE {2} + (SELECT COALESCE(SUM(usd), 0) FROM chat_calls WHERE asked_at >= {3}) <= {4}
        """;

    /// <summary>The same parameters. The month is held until it is entered, so that two cannot both pass by what is left for one.</summary>
    internal const string SqlServerReserve = """
        INSERT INTO chat_calls (id, asked_at, usd)
        SELECT {0}, {1}, {2} WHERE {2} + (SELECT COALESCE(SUM(usd), 0) FROM chat_calls WITH (UPDLOCK, HOLDLOCK) WHERE asked_at >= {3}) <= {4}
        """;

    /// <returns>The entry's id; null when the month's limit leaves nothing for it.</returns>
    public async Task<Guid?> ReserveAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value.Chat;
        var (id, now) = (Guid.CreateVersion7(), time.GetUtcNow());
        var most = settings.Usd(settings.MostPromptTokens, settings.MostAnswerTokens);
        var limit = settings.MonthlyUsdLimit ?? double.MaxValue;
        var month = UtcMonth.StartOf(now);
        var lastMonth = month.AddMonths(-1);
        var entered = await database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<ChatCall>().Where(call => call.AskedAt < lastMonth).ExecuteDeleteAsync(token);
                return db is SqliteAppDbContext
                    ? await db.Database.ExecuteSqlRawAsync(SqliteReserve, [id, now.UtcTicks, most, month.UtcTicks, limit], token)
                    : await db.Database.ExecuteSqlRawAsync(SqlServerReserve, [id, now, most, month, limit], token);
            },
            cancellationToken);
        return entered == 1 ? id : null;
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
