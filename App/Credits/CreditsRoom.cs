namespace CreatorAnalytics.Credits;

/// <summary>What Credits puts into the application.</summary>
public static class CreditsRoom
{
    public static void AddCredits(this WebApplicationBuilder builder)
    {
    }
}
