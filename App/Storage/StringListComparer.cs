using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CreatorAnalytics.Storage;

/// <summary>
/// Compares and copies the lists of words in columns. EF Core's own comparer builds a method, to be finalized later, for each list that
/// it looks at: with five lists a post that was a measurable part of a creator's import.
/// </summary>
internal sealed class StringListComparer() : ValueComparer<List<string>>(
    (left, right) => AreEqual(left, right), list => HashOf(list), list => new List<string>(list))
{
    /// <summary>Gives it to every such column of the model.</summary>
    public static void AddTo(IMutableModel model)
    {
        var comparer = new StringListComparer();
        foreach (var property in model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.ClrType == typeof(List<string>))
                property.SetValueComparer(comparer);
        }
    }

    private static bool AreEqual(List<string>? left, List<string>? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.SequenceEqual(right));

    private static int HashOf(List<string> list)
    {
        var hash = default(HashCode);
        foreach (var word in list)
            hash.Add(word);
        return hash.ToHashCode();
    }
}
