using System.Globalization;
using System.Text.Json;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>The files of a sentiment model as they are exported: the network, its labels and its tokenizer's vocabulary.</summary>
/// <param name="Name">That of its folder; reports say it.</param>
/// <param name="Type">What <c>config.json</c> calls <c>model_type</c>, such as <c>xlm-roberta</c>.</param>
/// <param name="Labels">What each of the network's outputs stands for, in their order.</param>
internal sealed record OnnxFiles(string Network, string Folder, string Name, string Type, IReadOnlyList<Sentiment> Labels)
{
    private const string Key = "Analysis:Sentiment:OnnxPath";
    private const string Configuration = "config.json";
    private const string UsualName = "model.onnx";

    public string WordPieces => Path.Combine(Folder, "vocab.txt");

    public string SentencePieces => Path.Combine(Folder, "sentencepiece.bpe.model");

    public string Vocabulary => Path.Combine(Folder, "vocab.json");

    public string Merges => Path.Combine(Folder, "merges.txt");

    public string TokenizerSettings => Path.Combine(Folder, "tokenizer_config.json");

    /// <summary>What is wrong with the files at a path and what to do about it; null when they can be tried.</summary>
    public static string? ProblemAt(string path)
    {
        try
        {
            Find(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Bad(exception.Message.TrimEnd('.')).Message;
        }
        catch (InvalidDataException invalid)
        {
            return invalid.Message;
        }
    }

    /// <exception cref="InvalidDataException">Something is missing or cannot be read; the message says what to do.</exception>
    public static OnnxFiles Find(string path)
    {
        var network = NetworkAt(path);
        var folder = Path.GetDirectoryName(network)!;
        var configuration = Path.Combine(folder, Configuration);
        if (!File.Exists(configuration))
            throw Bad($"{configuration} is missing; put the model's own {Configuration} there, which names its labels");
        var (type, labels) = Read(configuration);
        var files = new OnnxFiles(network, folder, Path.GetFileName(folder), type, labels);
        if (!File.Exists(files.WordPieces) && !File.Exists(files.SentencePieces) && !(File.Exists(files.Vocabulary) && File.Exists(files.Merges)))
        {
            throw Bad($"{folder} holds no vocabulary; put the tokenizer's files there: vocab.txt (BERT), sentencepiece.bpe.model "
                + "(XLM-RoBERTa), or vocab.json and merges.txt (RoBERTa)");
        }

        return files;
    }

    /// <summary>An exception whose message names the setting.</summary>
    public static InvalidDataException Bad(string problem, Exception? cause = null) => new($"{Key}: {problem}.", cause);

    private static string NetworkAt(string path)
    {
        if (File.Exists(path))
            return Path.GetFullPath(path);
        if (!Directory.Exists(path))
            throw Bad($"there is nothing at {path}; name a folder that holds {UsualName}, or an .onnx file");
        var usual = Path.Combine(Path.GetFullPath(path), UsualName);
        if (File.Exists(usual))
            return usual;
        return Directory.GetFiles(Path.GetFullPath(path), "*.onnx") is [var only]
            ? only
            : throw Bad($"{path} must hold {UsualName}, or exactly one .onnx file");
    }

    private static (string Type, IReadOnlyList<Sentiment> Labels) Read(string configuration)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(configuration));
            var type = document.RootElement.TryGetProperty("model_type", out var named) ? named.GetString() ?? "" : "";
            if (!document.RootElement.TryGetProperty("id2label", out var names))
                throw Bad($"{configuration} has no id2label; add it, such as {{\"0\": \"negative\", \"1\": \"neutral\", \"2\": \"positive\"}}");
            var labels = names.EnumerateObject()
                .Select(label => (Number: int.Parse(label.Name, CultureInfo.InvariantCulture), Name: label.Value.GetString() ?? ""))
                .OrderBy(label => label.Number)
                .Select(label => (label.Number, Label: LabelOf(label.Name)
                    ?? throw Bad($"{configuration} calls label {label.Number} \"{label.Name}\"; call it negative, neutral or positive, as the model's page says")))
                .ToList();
            return labels.Count > 1 && labels.Select(label => label.Number).SequenceEqual(Enumerable.Range(0, labels.Count))
                ? (type, [.. labels.Select(label => label.Label)])
                : throw Bad($"{configuration} must number its labels in id2label 0, 1, 2 …");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw Bad($"{configuration} cannot be read: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    /// <summary>Models call them positive, POS or "4 stars".</summary>
    private static Sentiment? LabelOf(string name) => name.Trim().ToLowerInvariant() switch
    {
        var word when word.StartsWith("pos", StringComparison.Ordinal) => Sentiment.Positive,
        var word when word.StartsWith("neu", StringComparison.Ordinal) => Sentiment.Neutral,
        var word when word.StartsWith("neg", StringComparison.Ordinal) => Sentiment.Negative,
        "1 star" or "2 stars" => Sentiment.Negative,
        "3 stars" => Sentiment.Neutral,
        "4 stars" or "5 stars" => Sentiment.Positive,
        _ => null,
    };
}
