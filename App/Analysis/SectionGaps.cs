using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreatorAnalytics.Analysis;

/// <summary>A part of a report that stands or falls alone.</summary>
/// <param name="Code">First part of the warning's code.</param>
/// <param name="Name">In the middle of a sentence.</param>
public sealed record ReportPart(string Code, string Name)
{
    public static readonly ReportPart Paid = new("paid", "sponsored posts");
    public static readonly ReportPart Brands = new("brands", "brands");
    public static readonly ReportPart Hashtags = new("hashtags", "hashtags");
    public static readonly ReportPart BestTimes = new("best_times", "best times");
    public static readonly ReportPart Comments = new("comments", "figures of comments");
    public static readonly ReportPart Authenticity = new("authenticity", "signals of bought engagement");
    public static readonly ReportPart ReachAndValue = new("reach", "reach and value");
    public static readonly ReportPart Languages = new("languages", "languages");
    public static readonly ReportPart Topics = new("topics", "topics");
    public static readonly ReportPart Sentiment = new("sentiment", "the sentiment of comments");
}

/// <summary>
/// Computes the parts of one report: a part that fails or takes too long leaves a gap, of which a warning tells the reason, and all
/// others stand.
/// </summary>
/// <param name="logger">Is told what failed; null to tell nobody.</param>
public sealed class SectionGaps(ILogger? logger = null)
{
    private const string Stage = "ai";

    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly ConcurrentQueue<ReportWarning> _warnings = new();

    /// <summary>One for each gap, in the order of their codes.</summary>
    public IReadOnlyList<ReportWarning> Warnings => [.. _warnings.OrderBy(warning => warning.Code, StringComparer.Ordinal)];

    /// <returns>Null, or the default, when the part is a gap.</returns>
    public T? Fill<T>(ReportPart part, Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Leave(part, exception);
            return default;
        }
    }

    /// <inheritdoc cref="Fill"/>
    public async Task<T?> FillAsync<T>(ReportPart part, Func<Task<T>> compute)
    {
        try
        {
            return await compute();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Leave(part, exception);
            return default;
        }
    }

    /// <summary>Notes that a part came about otherwise than it should have.</summary>
    /// <param name="message">For people.</param>
    public void Note(string code, string message, Exception cause)
    {
        _logger.LogWarning(cause, "A report says {Code}", code);
        _warnings.Enqueue(new ReportWarning(Stage, code, message));
    }

    private void Leave(ReportPart part, Exception exception)
    {
        var slow = exception is TimeoutException or RegexMatchTimeoutException;
        _logger.LogWarning(exception, "A report goes without {Part}", part.Code);
        _warnings.Enqueue(new ReportWarning(
            Stage,
            $"{part.Code}_{(slow ? "timed_out" : "failed")}",
            $"This report is without {part.Name}: {(slow ? "computing them took too long" : "an error came up while computing them")}. A new search may bring them."));
    }
}
