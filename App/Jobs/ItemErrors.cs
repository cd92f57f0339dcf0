using CreatorAnalytics.Apify;

namespace CreatorAnalytics.Jobs;

/// <summary>Why a creator was not delivered: codes for programs, and their sentences for people.</summary>
public static class ItemErrors
{
    public const string PrivateAccount = "private_account";
    public const string Cancelled = "cancelled";

    /// <summary>Something of ours broke; the log says what.</summary>
    public const string InternalError = "internal_error";

    /// <summary>Whoever worked on it stopped without a word, or could not write down how it went.</summary>
    public const string WorkerLost = "worker_lost";

    /// <summary>What to say of a creator that ended with the code.</summary>
    public static string Final(string code) => code switch
    {
        ScrapeCodes.HandleNotFound => "Instagram has no account of this name. Check the spelling; nothing was charged.",
        PrivateAccount => "This account is private, so its posts cannot be analysed. Nothing was charged.",
        ScrapeCodes.RestrictedAccount => "Instagram shows this account only to some visitors, by age or region. Nothing was charged.",
        ScrapeCodes.AccountUnavailable => "Instagram does not show this account at present. Nothing was charged.",
        ScrapeCodes.NotReturned => "Instagram gave no answer about this account after several tries. Nothing was charged; try again later.",
        ScrapeCodes.ProviderError => "The data provider failed on this account after several tries. Nothing was charged; try again later.",
        ScrapeCodes.ProviderLimit => "The data provider's limit is reached. Nothing was charged; the operator has to raise it.",
        ScrapeCodes.TimedOut => "The data provider took too long, several times. Nothing was charged; try again later.",
        Cancelled => "Cancelled. Nothing was charged.",
        WorkerLost => "Work on this account broke off on our side, several times. Nothing was charged; try again later.",
        _ => "Something went wrong on our side, several times. Nothing was charged; try again later.",
    };

    /// <summary>The cause in two or three words, for tables.</summary>
    public static string Name(string code) => code switch
    {
        ScrapeCodes.HandleNotFound => "No such account",
        PrivateAccount => "Private account",
        ScrapeCodes.RestrictedAccount => "Restricted by age or region",
        ScrapeCodes.AccountUnavailable => "Account not shown at present",
        ScrapeCodes.NotReturned => "No answer from Instagram",
        ScrapeCodes.ProviderError => "Data provider failed",
        ScrapeCodes.ProviderLimit => "Data provider at its limit",
        ScrapeCodes.TimedOut => "Data provider too slow",
        InternalError => "Failure on our side",
        WorkerLost => "Work broke off on our side",
        _ => code,
    };

    /// <summary>Whether a later search may bring the creator: the account is not what stands in the way.</summary>
    public static bool MayPass(string code) => code is not (ScrapeCodes.HandleNotFound or PrivateAccount or ScrapeCodes.RestrictedAccount);

    /// <summary>What to say of a creator that waits for its next try.</summary>
    public static string Retrying(string code) => $"{Cause(code)}. We will try again; nothing was charged.";

    /// <summary>What kept a creator from being delivered this time, as the beginning of a sentence.</summary>
    public static string Cause(string code) => code switch
    {
        ScrapeCodes.HandleNotFound => "Instagram has no account of this name",
        PrivateAccount => "The account is private",
        ScrapeCodes.RestrictedAccount => "Instagram shows the account only to some visitors",
        ScrapeCodes.AccountUnavailable => "Instagram did not show the account",
        ScrapeCodes.NotReturned => "Instagram did not answer",
        ScrapeCodes.ProviderError => "The data provider failed",
        ScrapeCodes.ProviderLimit => "The data provider is at its limit",
        ScrapeCodes.TimedOut => "The data provider took too long",
        WorkerLost => "Work broke off on our side",
        _ => "Something went wrong on our side",
    };
}
