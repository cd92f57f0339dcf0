namespace CreatorAnalytics.Analysis.Text;

/// <summary>Section <c>Analysis:Sentiment</c>: a model of one's own instead of the word lists.</summary>
public sealed class SentimentOptions
{
    /// <summary>
    /// A folder with <c>model.onnx</c>, <c>config.json</c> and the tokenizer's files, or an .onnx file beside them; a relative path starts
    /// at the folder that holds appsettings.json.
    /// </summary>
    /// <value>The default is none: comments are scored by word lists.</value>
    public string? OnnxPath { get; set; }

    /// <summary>How many seconds a creator waits for its comments to be read by that model before the word lists are taken.</summary>
    /// <value>The default is 20.</value>
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>Makes the path absolute.</summary>
    internal void StartAt(string folder) => OnnxPath = OnnxPath is { Length: > 0 } path ? Path.GetFullPath(path, folder) : null;

    internal IEnumerable<string> Problems()
    {
        if (TimeoutSeconds is < 1 or > 600)
            yield return $"Analysis:Sentiment:TimeoutSeconds must be 1 to 600; it is {TimeoutSeconds}.";
        if (OnnxPath is { Length: > 0 } path && OnnxFiles.ProblemAt(path) is { } problem)
            yield return problem;
    }
}
