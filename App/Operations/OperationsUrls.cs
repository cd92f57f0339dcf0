namespace CreatorAnalytics.Operations;

/// <summary>The addresses of this room's pages.</summary>
public static class OperationsUrls
{
    public const string OperationsPath = "/operations";
}
