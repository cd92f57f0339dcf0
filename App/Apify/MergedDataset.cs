using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// Copies every raw row into one dataset of the account (<see cref="ApifyOptions.MergeDataset"/>). Each row is there at least once: what
/// a process had not finished when it died is read, and copied, again by the next. Searches never wait for it nor fail by it.
/// </summary>
internal sealed class MergedDataset(ApifyClient apify, IOptions<ApifyOptions> options, TimeProvider time, ILogger<MergedDataset> logger)
    : BackgroundService
{
    // The platform takes 5 MB at once.
    private const int MostBytes = 4 * 1024 * 1024;
    private const int MostWaiting = 200;
    private const int Tries = 5;

    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(10);

    private readonly Channel<IReadOnlyList<JsonElement>> _rows = Channel.CreateBounded<IReadOnlyList<JsonElement>>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Takes rows to be copied; does nothing when no dataset is set.</summary>
    public void Add(IReadOnlyList<JsonElement> rows)
    {
        if (options.Value.MergeDataset is { Length: > 0 } && rows.Count > 0)
            _rows.Writer.TryWrite(rows);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.MergeDataset is not { Length: > 0 } name)
            return;
        await foreach (var rows in _rows.Reader.ReadAllAsync(stoppingToken))
        {
            foreach (var part in Parts(rows))
                await PushAsync(name, part, stoppingToken);
        }
    }

    private async Task PushAsync(string name, byte[] rows, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                await apify.Datasets.PushAsync(await apify.Datasets.GetOrCreateAsync(name, cancellationToken), rows, cancellationToken);
                return;
            }
            catch (ApifyException exception) when (exception.IsTransient && tried < Tries)
            {
                logger.LogInformation("Rows cannot be copied into the dataset {Name} yet: {Problem}", name, exception.Message);
                await Task.Delay(AfterError, time, cancellationToken);
            }
            catch (ApifyException exception)
            {
                logger.LogError("Rows are missing in the dataset {Name} (Apify:MergeDataset): {Problem}", name, exception.Message);
                return;
            }
        }
    }

    /// <summary>The rows as JSON arrays, each small enough for one request.</summary>
    private static IEnumerable<byte[]> Parts(IReadOnlyList<JsonElement> rows)
    {
        var part = new List<JsonElement>();
        var size = 0;
        foreach (var row in rows)
        {
            var length = JsonSerializer.SerializeToUtf8Bytes(row, ApifyJson.Default.JsonElement).Length + 1;
            if (size + length > MostBytes && part.Count > 0)
            {
                yield return ToArray(part);
                part.Clear();
                size = 0;
            }

            part.Add(row);
            size += length;
        }

        if (part.Count > 0)
            yield return ToArray(part);
    }

    private static byte[] ToArray(List<JsonElement> rows) => JsonSerializer.SerializeToUtf8Bytes([.. rows], ApifyJson.Default.JsonElementArray);
}
