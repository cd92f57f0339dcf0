namespace CreatorAnalytics.Ui;

/// <summary>A column of an exported table.</summary>
/// <param name="Key">The name by which a column can be asked for, and the heading in JSON; camelCase.</param>
/// <param name="Title">The heading for people.</param>
/// <param name="Value">A string, a number, a <see cref="DateTimeOffset"/>, a bool, or null.</param>
public sealed record SpreadsheetColumn<T>(string Key, string Title, Func<T, object?> Value);
