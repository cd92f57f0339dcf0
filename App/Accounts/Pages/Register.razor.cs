using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>Makes an account with a team of its own, where registration is open.</summary>
public sealed partial class Register
{
    private IReadOnlyList<string> _problems = [];

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm]
    public Form? Input { get; set; }

    [Inject]
    public required TeamRegistration Teams { get; init; }

    [Inject]
    public required PasswordSignIn Passwords { get; init; }

    [Inject]
    public required IOptions<AccountsOptions> Options { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized() => Input ??= new Form();

    private async Task RegisterAsync()
    {
        // The form is only drawn where registration is open, but anybody can send one.
        if (Options.Value.Registration is not RegistrationMode.Open)
            return;

        var email = Input!.Email.Trim();
        switch (await Teams.CreateAsync(new NewTeam(TeamNames.For(email), email, Input.Password), HttpContext.RequestAborted))
        {
            case TeamCreation.Created:
                await Passwords.TryAsync(email, Input.Password);
                Navigation.NavigateTo(AccountUrls.LocalOrHome(ReturnUrl));
                break;
            case TeamCreation.Refused refused:
                _problems = refused.Problems;
                break;
        }
    }

    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        [Required(ErrorMessage = "Enter your e-mail address.")]
        public string Email { get; set; } = "";

        [Required(ErrorMessage = "Choose a password.")]
        public string Password { get; set; } = "";
    }
}
