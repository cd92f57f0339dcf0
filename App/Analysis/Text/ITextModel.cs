namespace CreatorAnalytics.Analysis.Text;

/// <summary>Reads many texts at once. An implementation is called by several threads.</summary>
/// <typeparam name="TText">Equal ones are read once a batch.</typeparam>
/// <typeparam name="TResult">What is found in one.</typeparam>
public interface ITextModel<TText, TResult>
    where TText : notnull
{
    /// <summary>In logs and metrics.</summary>
    string Name { get; }

    /// <summary>Brings what the model needs into memory; called once, before the first batch.</summary>
    void Load();

    /// <returns>A result for each text, in their order.</returns>
    IReadOnlyList<TResult> Read(IReadOnlyList<TText> texts);
}
