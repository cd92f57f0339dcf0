using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;

namespace CreatorAnalytics.Accounts;

/// <summary>What a password must be: long enough. Rules on its characters make passwords worse, not better (NIST SP 800-63B).</summary>
public static class PasswordRules
{
    public const int MinimumLength = 8;

    /// <summary>Hashing is made slow on purpose; without an upper bound a huge password would be a way to stall the server.</summary>
    public const int MaximumLength = 128;

    /// <summary>The sentence that says what is wrong, or null.</summary>
    public static string? ProblemWith(string? password) => password switch
    {
        null or { Length: < MinimumLength } => $"A password needs at least {MinimumLength} characters.",
        { Length: > MaximumLength } => $"A password has at most {MaximumLength} characters.",
        _ => null,
    };

    internal static void Apply(PasswordOptions options)
    {
        options.RequiredLength = MinimumLength;
        options.RequireDigit = options.RequireLowercase = options.RequireUppercase = options.RequireNonAlphanumeric = false;
        options.RequiredUniqueChars = 1;
    }
}

/// <summary>E-mail addresses, which are also the names by which people sign in.</summary>
public static class EmailAddress
{
    /// <summary>What to tell whoever typed something else.</summary>
    public const string Problem = "Enter an e-mail address such as name@example.com.";

    private const int MaximumLength = 254;
    private static readonly EmailAddressAttribute Form = new();

    /// <summary>Whether it has the form of an address. Whether it exists only a message to it can tell.</summary>
    public static bool IsValid(string? email) =>
        email is { Length: > 0 and <= MaximumLength } && Form.IsValid(email) && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}

/// <summary>Names of teams.</summary>
public static class TeamNames
{
    public const int MaximumLength = 100;

    /// <summary>The sentence that says what is wrong, or null.</summary>
    public static string? ProblemWith(string? name) => name?.Trim() switch
    {
        null or "" => "A team needs a name.",
        { Length: > MaximumLength } => $"A team's name has at most {MaximumLength} characters.",
        _ => null,
    };

    /// <summary>The name a team gets when nobody chose one.</summary>
    public static string For(string email)
    {
        var name = $"{email.Split('@')[0]}'s team";
        return name.Length <= MaximumLength ? name : name[..MaximumLength];
    }
}
