namespace CreatorAnalytics.Accounts;

/// <summary>The addresses of this room's pages.</summary>
public static class AccountUrls
{
    public const string SignInPath = "/account/sign-in";
    public const string RegisterPath = "/account/register";
    public const string SignOutPath = "/account/sign-out";
    public const string SecondStepPath = "/account/second-step";
    public const string AccountPath = "/account";
    public const string TeamPath = "/team";
    public const string JoinPath = "/account/join";
    public const string SwitchTeamPath = "/account/team";
    public const string InvitationParameter = "invitation";
    public const string ForgotPath = "/account/forgot";
    public const string ResetPath = "/account/reset";
    public const string LinkParameter = "link";
    public const string ApiKeysPath = "/account/keys";
    public const string ReturnUrlParameter = "returnUrl";

    /// <summary>The sign-in page, which comes back to <paramref name="returnUrl"/>.</summary>
    public static string SignIn(string? returnUrl) => With(SignInPath, returnUrl);

    /// <summary>Where the code of the second step is asked for; it comes back to <paramref name="returnUrl"/>.</summary>
    public static string SecondStep(string? returnUrl) => With(SecondStepPath, returnUrl);

    /// <summary>The registration page, which comes back to <paramref name="returnUrl"/>.</summary>
    public static string Register(string? returnUrl) => With(RegisterPath, returnUrl);

    /// <summary>Where an account is made by a link that was sent to its address.</summary>
    public static string SignUp(string link) => $"{RegisterPath}?{LinkParameter}={Uri.EscapeDataString(link)}";

    /// <summary>The page that an invitation leads to.</summary>
    public static string Join(string token) => $"{JoinPath}?{InvitationParameter}={Uri.EscapeDataString(token)}";

    /// <summary>Where a new password is chosen.</summary>
    public static string Reset(string token) => $"{ResetPath}?{LinkParameter}={Uri.EscapeDataString(token)}";

    /// <summary>
    /// The address if it is a path on this server, else <c>/</c>: a link to the sign-in page must not be able to send people elsewhere.
    /// Browsers read <c>//host</c> and <c>/\host</c> as another host and drop control characters, so none of those passes.
    /// </summary>
    public static string LocalOrHome(string? returnUrl) =>
        returnUrl is ['/', ..] and not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/";

    private static string With(string path, string? returnUrl) =>
        LocalOrHome(returnUrl) is var local and not "/" ? $"{path}?{ReturnUrlParameter}={Uri.EscapeDataString(local)}" : path;
}
