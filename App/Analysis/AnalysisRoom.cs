namespace CreatorAnalytics.Analysis;

/// <summary>What Analysis puts into the application.</summary>
public static class AnalysisRoom
{
    public static void AddAnalysis(this WebApplicationBuilder builder)
    {
    }
}
