using System.Text.Json;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Analysis.Text;

/// <summary>
/// A real ONNX model in a folder of its own: the scores of a text are the sum of those of its tokens, as far as the attention mask says
/// that they are there. "love" is positive, "hate" negative; filling, were it not masked, would outweigh both.
/// </summary>
internal sealed class TinyModel : IDisposable
{
    public const string Name = "tiny-sentiment";

    private const int FloatType = 1;
    private const int LongType = 7;
    private const int IntAttribute = 2;

    private static readonly string[] WordPieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "love", "hate", "it", "##s", "@", "user", "http", "sir"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("creator-analytics-");

    public TinyModel()
    {
        Folder = Path.Combine(_root.FullName, Name);
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    /// <summary>As exported from BERT: WordPiece vocabulary, three inputs.</summary>
    /// <param name="labels">In the order of the network's outputs.</param>
    /// <param name="missing">So many tokens at the end of the vocabulary are more than the network knows: it fails on them.</param>
    public static TinyModel Bert(string[]? labels = null, int missing = 0)
    {
        var model = new TinyModel();
        model.Write("vocab.txt", string.Join('\n', WordPieces));
        model.WriteConfiguration("bert", labels ?? ["Negative", "Neutral", "Positive"]);
        model.WriteNetwork(WordPieces[..^missing], labels ?? ["Negative", "Neutral", "Positive"], inputs: ["input_ids", "attention_mask", "token_type_ids"]);
        return model;
    }

    /// <summary>As exported from XLM-RoBERTa: a SentencePiece model, numbered as fairseq does.</summary>
    public static TinyModel XlmRoberta()
    {
        string[] pieces = ["▁love", "▁hate", "▁it", "▁", "s", "i", "r"];
        var model = new TinyModel();
        model.WriteBytes("sentencepiece.bpe.model", SentencePieces(pieces));
        model.WriteConfiguration("xlm-roberta", ["negative", "neutral", "positive"]);
        model.WriteNetwork(["<s>", "<pad>", "</s>", "<unk>", .. pieces], ["negative", "neutral", "positive"], ["input_ids", "attention_mask"]);
        return model;
    }

    /// <summary>As exported from RoBERTa: byte-level pairs.</summary>
    public static TinyModel Roberta()
    {
        string[] vocabulary = ["<s>", "<pad>", "</s>", "<unk>", "l", "o", "v", "e", "h", "a", "t", "i", "Ġ", "lo", "lov", "love", "ha", "hat", "hate", "it", "Ġit", "Ġhate", "Ġlove"];
        var model = new TinyModel();
        model.Write("vocab.json", JsonSerializer.Serialize(vocabulary.Index().ToDictionary(token => token.Item, token => token.Index)));
        model.Write("merges.txt", "#version: 0.2\nl o\nlo v\nlov e\nh a\nha t\nhat e\ni t\nĠ it\nĠ hate\nĠ love\n");
        model.WriteConfiguration("roberta", ["negative", "neutral", "positive"]);
        model.WriteNetwork(vocabulary, ["negative", "neutral", "positive"], ["input_ids", "attention_mask"]);
        return model;
    }

    public void Write(string file, string content) => File.WriteAllText(Path.Combine(Folder, file), content);

    public void Delete(string file) => File.Delete(Path.Combine(Folder, file));

    public void Dispose() => _root.Delete(recursive: true);

    private static byte[] SentencePieces(string[] pieces)
    {
        const int normal = 1, unknown = 2, control = 3;
        var model = new ProtobufWriter();
        foreach (var (piece, kind) in ((string, int)[])[("<unk>", unknown), ("<s>", control), ("</s>", control), .. pieces.Select(piece => (piece, normal))])
            model.Message(1, sentence => sentence.Text(1, piece).Float(2, kind == normal ? -1 : 0).Number(3, kind));
        return model
            .Message(2, trainer => trainer.Number(3, 1).Number(40, 0).Number(41, 1).Number(42, 2))
            .Message(3, normalizer => normalizer.Text(1, "identity").Number(3, 1).Number(4, 1).Number(5, 1))
            .ToArray();
    }

    private void WriteBytes(string file, byte[] content) => File.WriteAllBytes(Path.Combine(Folder, file), content);

    private void WriteConfiguration(string type, string[] labels) => Write("config.json", JsonSerializer.Serialize(
        new { model_type = type, id2label = labels.Index().ToDictionary(label => $"{label.Index}", label => label.Item) }));

    // Gather the tokens' scores, drop those of the filling, add the rest up.
    private void WriteNetwork(string[] tokens, string[] labels, string[] inputs)
    {
        var scores = tokens.SelectMany(token => labels.Select(label => Score(token, label))).ToArray();
        WriteBytes("model.onnx", new ProtobufWriter()
            .Number(1, 8)
            .Message(8, operators => operators.Text(1, "").Number(2, 13))
            .Message(7, graph =>
            {
                Node(graph, "Gather", ["scores", "input_ids"], "gathered");
                Node(graph, "Cast", ["attention_mask"], "there", ("to", FloatType));
                Node(graph, "Unsqueeze", ["there", "last"], "column");
                Node(graph, "Mul", ["gathered", "column"], "kept");
                Node(graph, "ReduceSum", ["kept", "middle"], "logits", ("keepdims", 0));
                graph.Text(2, Name);
                graph.Message(5, tensor => tensor.Number(1, tokens.Length).Number(1, labels.Length).Number(2, FloatType).Text(8, "scores")
                    .Bytes(9, [.. scores.SelectMany(BitConverter.GetBytes)]));
                graph.Message(5, tensor => tensor.Number(1, 1).Number(2, LongType).Text(8, "last").Bytes(9, BitConverter.GetBytes(2L)));
                graph.Message(5, tensor => tensor.Number(1, 1).Number(2, LongType).Text(8, "middle").Bytes(9, BitConverter.GetBytes(1L)));
                foreach (var input in inputs)
                    graph.Message(11, value => Value(value, input, LongType, "batch", "sequence"));
                graph.Message(12, value => Value(value, "logits", FloatType, "batch", "labels"));
            })
            .ToArray());
    }

    private static float Score(string token, string label) => (token.TrimStart('▁', 'Ġ'), label[..3].ToLowerInvariant()) switch
    {
        ("love", "pos") or ("hate", "neg") => 3,
        ("[PAD]" or "<pad>", "neg") => 50,
        ("[CLS]" or "<s>", "neu") => 1,
        _ => 0,
    };

    private static void Node(ProtobufWriter graph, string type, string[] inputs, string output, params (string Name, int Value)[] attributes) =>
        graph.Message(1, node =>
        {
            foreach (var input in inputs)
                node.Text(1, input);
            node.Text(2, output).Text(4, type);
            foreach (var (name, number) in attributes)
                node.Message(5, attribute => attribute.Text(1, name).Number(3, number).Number(20, IntAttribute));
        });

    private static void Value(ProtobufWriter value, string name, int type, params string[] dimensions) =>
        value.Text(1, name).Message(2, kind => kind.Message(1, tensor => tensor.Number(1, type).Message(2, shape =>
        {
            foreach (var dimension in dimensions)
                shape.Message(1, d => d.Text(2, dimension));
        })));
}
