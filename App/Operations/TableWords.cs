using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Operations;

/// <summary>What the pages say of reference tables.</summary>
internal static class TableWords
{
    public static string State(TableState state) =>
        state.Unreadable is not null ? "Unreadable; as delivered"
        : state.IsEdited ? "Edited"
        : "As delivered";

    public static string By(TableEdit edit) => edit.By ?? "an account that was deleted";
}
