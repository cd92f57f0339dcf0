namespace CreatorAnalytics.Accounts;

/// <summary>What Accounts puts into the application.</summary>
public static class AccountsRoom
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
    }

    public static void MapAccounts(this WebApplication app)
    {
    }
}
