namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What goes wrong with a name, asked for by its first word.</summary>
internal enum NameFault
{
    None,

    /// <summary><c>missing_</c>: there is no such account.</summary>
    Missing,

    /// <summary><c>private_</c>: a header without posts.</summary>
    Private,

    /// <summary><c>restricted_</c>: refused for the viewer's age.</summary>
    Restricted,

    /// <summary><c>empty_</c>: an account without posts.</summary>
    Empty,

    /// <summary><c>absent_</c>: the run succeeds without a row for it.</summary>
    Absent,

    /// <summary><c>renamed_</c>: comes back under another name.</summary>
    Renamed,

    /// <summary><c>failing_</c>: its run fails on reaching it; rows before it stay.</summary>
    Failing,

    /// <summary><c>flaky_</c>: the first run of each actor that holds it fails, later ones work.</summary>
    Flaky,

    /// <summary><c>slow_</c>: five times as long.</summary>
    Slow,

    /// <summary><c>hidden_</c>: every post hides its likes.</summary>
    Hidden,

    /// <summary><c>broken_</c>: its images answer 404.</summary>
    Broken,
}

/// <summary>Finds the fault in a name.</summary>
internal static class NameFaults
{
    private const int MaxUsername = 30;
    private const string NewNameEnding = "_official";

    private static readonly (string Prefix, NameFault Fault)[] Prefixes =
        [.. Enum.GetValues<NameFault>().Where(fault => fault is not NameFault.None).Select(fault => ($"{fault.ToString().ToLowerInvariant()}_", fault))];

    public static NameFault Of(string username) =>
        Prefixes.FirstOrDefault(known => username.StartsWith(known.Prefix, StringComparison.Ordinal)).Fault;

    /// <summary>The name without the word that asks for a fault.</summary>
    public static string WithoutFault(string username) =>
        Of(username) is NameFault.None ? username : username[(username.IndexOf('_', StringComparison.Ordinal) + 1)..];

    /// <summary>The name under which the creator with this one comes back; only a renamed one's differs.</summary>
    public static string CurrentName(string username)
    {
        if (Of(username) is not NameFault.Renamed)
            return username;
        var rest = WithoutFault(username).Trim('.');
        return string.Concat(rest.AsSpan(0, Math.Min(rest.Length, MaxUsername - NewNameEnding.Length)), NewNameEnding);
    }
}
