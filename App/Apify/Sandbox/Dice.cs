using System.Numerics;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// A stream of chance that is the same in every process and on every runtime for the same seed, subject and purpose. (String hash
/// codes differ from process to process, and <see cref="Random"/> promises no sequence across versions.)
/// </summary>
internal sealed class Dice(ulong state)
{
    private ulong _state = state;

    /// <summary>A stream of its own for one purpose, so that drawing more for one thing never changes another.</summary>
    public static Dice For(int seed, string subject, string purpose)
    {
        // FNV-1a, 64 bits, over characters; SplitMix64 below does the mixing.
        const ulong prime = 1099511628211UL;
        var hash = (14695981039346656037UL ^ (uint)seed) * prime;
        foreach (var character in subject)
            hash = (hash ^ character) * prime;
        hash = (hash ^ '\n') * prime;
        foreach (var character in purpose)
            hash = (hash ^ character) * prime;
        return new Dice(hash);
    }

    /// <summary>SplitMix64.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double from, double to) => from + (to - from) * Unit();

    /// <summary>From <paramref name="from"/> up to and including <paramref name="to"/>.</summary>
    public int Between(int from, int to) => from + (int)(Unit() * (to - from + 1));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[(int)(Unit() * from.Count)];

    /// <summary>Up to <paramref name="count"/> different ones, in a random order.</summary>
    public List<T> PickSome<T>(IReadOnlyList<T> from, int count)
    {
        var rest = from.ToList();
        var picked = new List<T>();
        while (picked.Count < count && rest.Count > 0)
        {
            var index = (int)(Unit() * rest.Count);
            picked.Add(rest[index]);
            rest.RemoveAt(index);
        }

        return picked;
    }

    /// <summary>A log-normal value with that median; sigma is the spread of its logarithm.</summary>
    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    /// <summary>A well mixed number for a numbered thing of a stream, without drawing the ones before it.</summary>
    public static ulong Mix(ulong stream, long number) => new Dice(stream ^ BitOperations.RotateLeft((ulong)number, 29)).Next();
}
