using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// A dataset: rows in the order in which they were written. Rows arrive in segments; a generated segment is made again when it is
/// read, so that thousands of finished runs stay small.
/// </summary>
internal sealed class Dataset(string? name, DateTimeOffset createdAt) : NamedStorage(name, createdAt)
{
    private readonly Lock _lock = new();
    private readonly List<Segment> _segments = [];
    private int _count;
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>Appends rows that are kept as they are.</summary>
    public void Append(IReadOnlyList<byte[]> rows, DateTimeOffset now)
    {
        Interlocked.Add(ref _bytes, rows.Sum(row => (long)row.Length));
        Append(rows.Count, () => rows, now);
    }

    /// <summary>Appends <paramref name="count"/> rows; <paramref name="rows"/> must give the same ones each time.</summary>
    public void Append(int count, Func<IReadOnlyList<byte[]>> rows, DateTimeOffset now)
    {
        lock (_lock)
        {
            _segments.Add(new Segment(_count, count, rows));
            _count += count;
            ModifiedAt = now;
        }
    }

    /// <summary>The rows from <paramref name="offset"/> on (counted from the end when <paramref name="desc"/>), at most that many.</summary>
    public IEnumerable<byte[]> Read(long offset, long limit, bool desc)
    {
        Segment[] segments;
        int total;
        lock (_lock)
        {
            segments = [.. _segments];
            total = _count;
        }

        var end = (int)Math.Min(total, offset + Math.Min(limit, total));
        return desc ? Backwards(segments, total, (int)Math.Min(offset, total), end) : Forwards(segments, (int)Math.Min(offset, total), end);
    }

    protected override void Describe(JsonObject json)
    {
        var count = Count;
        json["itemCount"] = count;
        json["cleanItemCount"] = count;
        json["stats"] = new JsonObject { ["readCount"] = 0, ["writeCount"] = count, ["storageBytes"] = Interlocked.Read(ref _bytes) };
    }

    private static IEnumerable<byte[]> Forwards(Segment[] segments, int from, int end)
    {
        foreach (var segment in segments)
        {
            if (segment.Start + segment.Count <= from || segment.Start >= end)
                continue;
            var rows = segment.Rows();
            for (var i = Math.Max(from, segment.Start); i < Math.Min(end, segment.Start + segment.Count); i++)
                yield return rows[i - segment.Start];
        }
    }

    private static IEnumerable<byte[]> Backwards(Segment[] segments, int total, int from, int end)
    {
        foreach (var segment in segments.Reverse())
        {
            var (first, last) = (total - end, total - from - 1);
            if (segment.Start > last || segment.Start + segment.Count <= first)
                continue;
            var rows = segment.Rows();
            for (var i = Math.Min(last, segment.Start + segment.Count - 1); i >= Math.Max(first, segment.Start); i--)
                yield return rows[i - segment.Start];
        }
    }

    private sealed record Segment(int Start, int Count, Func<IReadOnlyList<byte[]>> Rows);
}
