namespace CreatorAnalytics.Creators;

/// <summary>What Creators puts into the application.</summary>
public static class CreatorsRoom
{
    public static void AddCreators(this WebApplicationBuilder builder)
    {
    }

    public static void MapCreators(this WebApplication app)
    {
    }
}
