namespace CreatorAnalytics.Accounts;

/// <summary>Section <c>Bootstrap</c>: the first owner and team, made at the first start only; see <see cref="Bootstrap"/>.</summary>
public sealed class BootstrapOptions
{
    public const string Section = "Bootstrap";

    /// <summary>The first owner's e-mail address; needed as soon as anything else of the section is set.</summary>
    public string? AdminEmail { get; set; }

    /// <summary>Their password, by the rules of <see cref="PasswordRules"/>.</summary>
    public string? AdminPassword { get; set; }

    /// <value>The default is made from the e-mail address.</value>
    public string? TeamName { get; set; }

    /// <summary>An API key with every scope: any string of <see cref="ApiKeySecret.MinimumLength"/> or more characters.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Exactly how many credits the team starts with, no grant on top.</summary>
    /// <value>The default is <c>Credits:StartingGrant</c>.</value>
    public long? Credits { get; set; }

    /// <summary>Whether anything of the section is set.</summary>
    public bool IsSet => AdminEmail is not null || AdminPassword is not null || TeamName is not null || ApiKey is not null || Credits is not null;

    /// <summary>Everything that is wrong, each sentence naming its key; empty when bootstrap can work.</summary>
    public IEnumerable<string> Problems()
    {
        if (!IsSet)
            yield break;
        if (string.IsNullOrWhiteSpace(AdminEmail))
            yield return "Bootstrap:AdminEmail must be set when anything of Bootstrap is: it is the first owner's e-mail address.";
        else if (!EmailAddress.IsValid(AdminEmail))
            yield return $"Bootstrap:AdminEmail must be an e-mail address; it is '{AdminEmail}'.";
        if (PasswordRules.ProblemWith(AdminPassword) is { } problem)
            yield return $"Bootstrap:AdminPassword cannot be used: {problem}";
        if (TeamName is not null && TeamNames.ProblemWith(TeamName) is { } teamProblem)
            yield return $"Bootstrap:TeamName cannot be used: {teamProblem}";
        if (ApiKey is not null && ApiKeySecret.ProblemWith(ApiKey) is { } keyProblem)
            yield return $"Bootstrap:ApiKey cannot be used: {keyProblem}";
        if (Credits < 0)
            yield return $"Bootstrap:Credits must be 0 or more; it is {Credits}.";
    }
}
