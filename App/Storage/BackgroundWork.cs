namespace CreatorAnalytics.Storage;

/// <summary>
/// Tells work that nobody waits for from work that somebody does, so that the <see cref="WriteGate"/> can let the latter go first. It
/// flows with the call, however deep the write lies.
/// </summary>
public static class BackgroundWork
{
    private static readonly AsyncLocal<bool> Current = new();

    /// <summary>Whether what runs here was begun as background work.</summary>
    public static bool IsCurrent => Current.Value;

    /// <summary>From here to the end of the calling async method, and in all that it starts, nobody waits.</summary>
    public static void Begin() => Current.Value = true;

    /// <summary>From here to the end of the calling async method somebody waits after all.</summary>
    public static void End() => Current.Value = false;
}
