using CreatorAnalytics.Apify;

namespace CreatorAnalytics.Operations;

/// <summary>What keeps runs from being started, and what to do about it, in words for operators.</summary>
internal static class HoldWords
{
    public static string Title(HoldKind kind) => kind switch
    {
        HoldKind.Memory => "Searches wait for memory at Apify.",
        HoldKind.Runs => "Searches wait for a free run at Apify.",
        HoldKind.Usage => "The Apify account's usage is used up.",
        HoldKind.Plan => "The Apify account may not use the actor.",
        HoldKind.Token => "Apify does not accept the token.",
        HoldKind.MonthlyLimit => "The monthly limit for Apify is reached.",
        _ => "Apify does not answer.",
    };

    public static string Advice(HoldKind kind) => kind switch
    {
        HoldKind.Memory => "They go on by themselves. To wait less, lower Apify:RunMemoryMbytes, stop other runs in the account, or take a larger plan.",
        HoldKind.Runs => "They go on by themselves. To wait less, stop other runs in the account, or take a larger plan.",
        HoldKind.Usage => "Searches fail until the account's usage limit is raised, its credit is topped up, or the next cycle begins.",
        HoldKind.Plan => "Searches fail until the plan covers the actors in Apify:ProfileActor and Apify:PostsActor, or others are set.",
        HoldKind.Token => "Searches fail until Apify:Token is set to a token of the account.",
        HoldKind.MonthlyLimit => "Searches fail until Apify:MonthlyUsdLimit is raised or the next month (UTC) begins.",
        _ => "Requests are tried again every few seconds. See status.apify.com, and whether this machine reaches Apify:BaseUrl.",
    };
}
