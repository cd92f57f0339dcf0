namespace CreatorAnalytics.Operations;

/// <summary>What Operations puts into the application.</summary>
public static class OperationsRoom
{
    public static void AddOperations(this WebApplicationBuilder builder)
    {
    }

    public static void UseOperations(this WebApplication app)
    {
    }

    public static void MapOperations(this WebApplication app)
    {
    }
}
