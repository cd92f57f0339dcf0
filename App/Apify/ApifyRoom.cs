using CreatorAnalytics.Apify.Sandbox;

namespace CreatorAnalytics.Apify;

/// <summary>What Apify puts into the application.</summary>
public static class ApifyRoom
{
    public static void AddApify(this WebApplicationBuilder builder)
    {
        builder.AddSandbox();
    }

    public static void MapApify(this WebApplication app)
    {
    }
}
