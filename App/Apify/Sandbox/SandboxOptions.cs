namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Section <c>Sandbox</c>: the Apify-compatible server that stands in for an account.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>Whether the application starts the sandbox and talks to it instead of to Apify.</summary>
    /// <value>The default is true in Development while <c>Apify:Token</c> is empty, and false otherwise.</value>
    public bool? Enabled { get; set; }

    /// <summary>The loopback port to listen on.</summary>
    /// <value>The default is 0: any free one.</value>
    public int Port { get; set; }

    /// <summary>How long everything takes: 1 as on the real platform, 0.01 a hundredth of it, 0 no time at all.</summary>
    /// <value>The default is 1.</value>
    public double TimeScale { get; set; } = 1;

    /// <summary>Which world of creators is shown: the same seed and username give the same creator, in any process.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>The only token that is accepted.</summary>
    /// <value>The default is none: any token is accepted, also a missing one.</value>
    public string? Token { get; set; }

    /// <summary>How many runs the account may have going at once, as its plan would say.</summary>
    /// <value>The default is 256.</value>
    public int MaxConcurrentRuns { get; set; } = 256;

    /// <summary>The memory, in GB, that all running runs may have together.</summary>
    /// <value>The default is 512.</value>
    public int MaxMemoryGbytes { get; set; } = 512;

    /// <summary>How many finished runs are remembered; the oldest beyond are forgotten with their datasets.</summary>
    /// <value>The default is 20,000.</value>
    public int MaxFinishedRuns { get; set; } = 20_000;

    /// <summary>Everything that is wrong with the values, each problem naming its key.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Port is < 0 or > 65_535)
            yield return $"{Section}:{nameof(Port)} must be 0 (any free port) to 65535; it is {Port}.";
        if (TimeScale is not (>= 0 and <= 100))
            yield return $"{Section}:{nameof(TimeScale)} must be 0 to 100; it is {TimeScale}.";
        if (MaxConcurrentRuns < 1)
            yield return $"{Section}:{nameof(MaxConcurrentRuns)} must be 1 or more; it is {MaxConcurrentRuns}.";
        if (MaxMemoryGbytes < 1)
            yield return $"{Section}:{nameof(MaxMemoryGbytes)} must be 1 or more; it is {MaxMemoryGbytes}.";
        if (MaxFinishedRuns < 1)
            yield return $"{Section}:{nameof(MaxFinishedRuns)} must be 1 or more; it is {MaxFinishedRuns}.";
    }
}
