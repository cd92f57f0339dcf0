namespace CreatorAnalytics.Operations;

/// <summary>
/// The arguments of a command: <c>--name value</c> or <c>--name=value</c>. Settings such as <c>--Database:Provider=Sqlite</c> go to the
/// configuration.
/// </summary>
internal sealed class CommandArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _settings = [];
    private readonly List<string> _problems = [];

    /// <param name="required">Names that must be there.</param>
    /// <param name="optional">Names that may be.</param>
    public CommandArguments(string[] args, string[] required, string[] optional)
    {
        for (var n = 0; n < args.Length; n++)
        {
            var parts = (args[n].StartsWith("--", StringComparison.Ordinal) ? args[n][2..] : "").Split('=', 2);
            if (parts[0].Contains(':', StringComparison.Ordinal))
                _settings.Add(args[n]);
            else if (!required.Contains(parts[0]) && !optional.Contains(parts[0]))
                _problems.Add($"'{args[n]}' is not an argument of this command.");
            else if (parts.Length == 2)
                _values[parts[0]] = parts[1];
            else if (n + 1 == args.Length)
                _problems.Add($"--{parts[0]} needs a value.");
            else
                _values[parts[0]] = args[++n];
        }

        _problems.AddRange(required.Except(_values.Keys).Select(name => $"--{name} is missing."));
    }

    /// <summary>What is for the configuration.</summary>
    public string[] Settings => [.. _settings];

    /// <summary>What is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The value of an argument; null when it was not given.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>A whole number of 1 or more; a problem when it is none.</summary>
    public long PositiveNumber(string name)
    {
        if (long.TryParse(this[name], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0)
            return number;
        if (this[name] is { } text)
            _problems.Add($"--{name} must be a whole number of 1 or more; it is '{text}'.");
        return 0;
    }
}
