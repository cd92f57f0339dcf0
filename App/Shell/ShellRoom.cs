namespace CreatorAnalytics.Shell;

/// <summary>What Shell puts into the application.</summary>
public static class ShellRoom
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
    }

    public static void MapShell(this WebApplication app)
    {
    }
}
