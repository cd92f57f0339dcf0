using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>
/// Scores comments by a network of the operator's own, such as a fine-tuned XLM-RoBERTa. What it takes of memory is bounded by the size of
/// a batch and the length of its texts; it leaves one core to the pages.
/// </summary>
internal sealed class OnnxSentimentModel(OnnxFiles files) : ITextModel<string, Sentiment?>, IDisposable
{
    /// <summary>Of a text, marks included; comments are short, and time and memory grow with the longest of a batch.</summary>
    private const int MostTokens = 128;

    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";

    /// <summary>What goes wrong is thrown; the library would write it to standard error besides.</summary>
    private const OrtLoggingLevel Quiet = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    private InferenceSession? _session;
    private OnnxTokenizer? _tokenizer;

    public string Name => "own sentiment";

    /// <summary>The name that reports say.</summary>
    public string ModelName => files.Name;

    /// <summary>Small batches, since a network takes long for each text, and one at a time, since it takes all the cores that it may.</summary>
    public static BatchLimits Limits { get; } =
        new(16, TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30)) { AtOnce = 1 };

    /// <summary>Also reads a little, so that what does not fit together is found at the start.</summary>
    /// <exception cref="InvalidDataException">The model cannot be used; the message says what to do.</exception>
    public void Load()
    {
        try
        {
            _tokenizer = OnnxTokenizer.Of(files);
            _session = Open(files.Network);
            foreach (var input in (string[])[Ids, Mask])
            {
                if (!_session.InputMetadata.TryGetValue(input, out var tensor) || tensor.ElementType != typeof(long))
                    throw OnnxFiles.Bad($"{files.Network} takes no {input} of 64-bit integers; export the model for text classification");
            }

            Read(["Good morning from the other side", "ok"]);
        }
        catch (Exception exception) when (exception is not InvalidDataException)
        {
            throw OnnxFiles.Bad($"the model in {files.Folder} cannot be used: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    /// <returns>Null for one that holds neither words nor emoji.</returns>
    public IReadOnlyList<Sentiment?> Read(IReadOnlyList<string> texts)
    {
        var found = new Sentiment?[texts.Count];
        var readable = Enumerable.Range(0, texts.Count).Where(index => Words.SaysAnything(texts[index])).ToList();
        if (readable.Count > 0)
        {
            foreach (var (index, sentiment) in readable.Zip(Run([.. readable.Select(index => Words.Anonymous(texts[index]))])))
                found[index] = sentiment;
        }

        return found;
    }

    public void Dispose() => _session?.Dispose();

    private static InferenceSession Open(string network)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = Math.Max(1, Environment.ProcessorCount - 1),
            InterOpNumThreads = 1,
            LogSeverityLevel = Quiet,

            // They would keep what the largest batch took.
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(network, options);
    }

    private List<Sentiment> Run(List<string> texts)
    {
        var rows = texts.ConvertAll(text => _tokenizer!.Encode(text, MostTokens));
        var width = rows.Max(row => row.Length);
        var ids = new long[rows.Count * width];
        var mask = new long[rows.Count * width];
        Array.Fill(ids, _tokenizer!.Padding);
        for (var row = 0; row < rows.Count; row++)
        {
            rows[row].CopyTo(ids, row * width);
            Array.Fill(mask, 1, row * width, rows[row].Length);
        }

        long[] shape = [rows.Count, width];
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typeValue = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        var inputs = new Dictionary<string, OrtValue> { [Ids] = idValue, [Mask] = maskValue };
        if (_session!.InputMetadata.ContainsKey(Types))
            inputs[Types] = typeValue;
        using var run = new RunOptions { LogSeverityLevel = Quiet };
        using var outputs = _session.Run(run, inputs, [_session.OutputNames[0]]);
        return Likeliest(outputs[0].GetTensorDataAsSpan<float>(), rows.Count);
    }

    private List<Sentiment> Likeliest(ReadOnlySpan<float> scores, int rows)
    {
        if (scores.Length != rows * files.Labels.Count)
        {
            throw OnnxFiles.Bad($"{files.Network} gives {scores.Length / rows} numbers for a text, and config.json names {files.Labels.Count} labels; "
                + "the two must belong together");
        }

        var found = new List<Sentiment>(rows);
        for (var row = 0; row < rows; row++)
        {
            var best = 0;
            var own = scores.Slice(row * files.Labels.Count, files.Labels.Count);
            for (var label = 1; label < own.Length; label++)
            {
                if (own[label] > own[best])
                    best = label;
            }

            found.Add(files.Labels[best]);
        }

        return found;
    }
}
