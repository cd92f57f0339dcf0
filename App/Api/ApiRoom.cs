namespace CreatorAnalytics.Api;

/// <summary>What Api puts into the application.</summary>
public static class ApiRoom
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
    }

    public static void MapApi(this WebApplication app)
    {
    }
}
