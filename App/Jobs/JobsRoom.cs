namespace CreatorAnalytics.Jobs;

/// <summary>What Jobs puts into the application.</summary>
public static class JobsRoom
{
    public static void AddJobs(this WebApplicationBuilder builder)
    {
    }
}
