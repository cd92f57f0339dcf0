using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>Turns texts into a model's numbers, between the marks of beginning and end that it was trained with.</summary>
internal sealed class OnnxTokenizer
{
    private readonly Tokenizer _tokenizer;
    private readonly Func<int, long> _number;
    private readonly long _begin;
    private readonly long _end;

    private OnnxTokenizer(Tokenizer tokenizer, long begin, long end, long padding, Func<int, long>? number = null)
    {
        (_tokenizer, _begin, _end, Padding) = (tokenizer, begin, end, padding);
        _number = number ?? (id => id);
    }

    /// <summary>What short texts of a batch are filled up with.</summary>
    public long Padding { get; }

    /// <summary>By the vocabulary that lies there.</summary>
    public static OnnxTokenizer Of(OnnxFiles files) =>
        File.Exists(files.SentencePieces) ? XlmRoberta(files)
        : File.Exists(files.WordPieces) ? Bert(files)
        : Roberta(files);

    /// <param name="most">How many numbers at most, the two marks included; the rest of the text is left out.</param>
    public long[] Encode(string text, int most) =>
        [_begin, .. _tokenizer.EncodeToIds(text, most - 2, out _, out _).Select(_number), _end];

    private static OnnxTokenizer Bert(OnnxFiles files)
    {
        var lowerCase = Setting(files.TokenizerSettings, "do_lower_case") ?? true;
        var tokenizer = BertTokenizer.Create(files.WordPieces, new BertOptions
        {
            LowerCaseBeforeTokenization = lowerCase,
            RemoveNonSpacingMarks = Setting(files.TokenizerSettings, "strip_accents") ?? lowerCase,
            SplitOnSpecialTokens = false,
        });
        return new OnnxTokenizer(tokenizer, tokenizer.ClassificationTokenId, tokenizer.SeparatorTokenId, tokenizer.PaddingTokenId);
    }

    /// <summary>
    /// XLM-RoBERTa was trained with fairseq's numbers: its four marks come first, and each piece has the number after the one that its
    /// own vocabulary gives it, where 0 is what is unknown.
    /// </summary>
    private static OnnxTokenizer XlmRoberta(OnnxFiles files)
    {
        const int begin = 0, padding = 1, end = 2, unknown = 3;
        if (files.Type != "xlm-roberta")
            throw OnnxFiles.Bad($"a SentencePiece vocabulary can be used with models of the type xlm-roberta; config.json says \"{files.Type}\"");
        using var pieces = File.OpenRead(files.SentencePieces);
        var tokenizer = SentencePieceTokenizer.Create(pieces, addBeginningOfSentence: false, addEndOfSentence: false);
        return new OnnxTokenizer(tokenizer, begin, end, padding, id => id == 0 ? unknown : id + 1);
    }

    private static OnnxTokenizer Roberta(OnnxFiles files)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(files.Vocabulary));
        var vocabulary = document.RootElement.EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetInt32());
        var tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = File.ReadLines(files.Merges).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)),
            ByteLevel = true,
            PreTokenizer = RobertaPreTokenizer.Instance,
            UnknownToken = "<unk>",
        });
        return new OnnxTokenizer(tokenizer, vocabulary["<s>"], vocabulary["</s>"], vocabulary["<pad>"]);
    }

    private static bool? Setting(string file, string name)
    {
        if (!File.Exists(file))
            return null;
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;
    }
}
