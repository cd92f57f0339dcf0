using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>
/// Makes an account with a team of its own, where registration is open. Where e-mail is sent the address comes first, and the rest by the
/// link that is sent to it; without e-mail there is no way to keep from whoever asks that an address is taken.
/// </summary>
public sealed partial class Register
{
    private IReadOnlyList<string> _problems = [];
    private string? _email;
    private bool _isSent;

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery(Name = AccountUrls.LinkParameter)]
    public string? Link { get; set; }

    [SupplyParameterFromForm(FormName = "register")]
    public Form? Input { get; set; }

    [SupplyParameterFromForm(FormName = "sign-up")]
    public AddressForm? Address { get; set; }

    [Inject]
    public required SignUps SignUps { get; init; }

    [Inject]
    public required EmailOutbox Outbox { get; init; }

    [Inject]
    public required TeamRegistration Teams { get; init; }

    [Inject]
    public required PasswordSignIn Passwords { get; init; }

    [Inject]
    public required IOptions<AccountsOptions> Options { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>A form is only drawn where it can be used, but anybody can send one.</summary>
    private bool IsOpen => Options.Value.Registration is RegistrationMode.Open;

    protected override void OnInitialized()
    {
        _email = Outbox.IsOn ? SignUps.EmailOf(Link) : null;
        Address ??= new AddressForm();
        Input ??= new Form { Email = _email ?? "" };
    }

    private async Task RequestAsync()
    {
        var email = Address!.Email.Trim();
        if (!IsOpen || !Outbox.IsOn)
            return;
        if (!EmailAddress.IsValid(email))
        {
            _problems = [EmailAddress.Problem];
            return;
        }

        await SignUps.RequestAsync(email, HttpContext.RequestAborted);
        _isSent = true;
    }

    private async Task RegisterAsync()
    {
        if (!IsOpen || (Outbox.IsOn && _email is null))
            return;

        var email = _email ?? Input!.Email.Trim();
        switch (await Teams.CreateAsync(new NewTeam(TeamNames.For(email), email, Input!.Password), HttpContext.RequestAborted))
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

    /// <summary>What is typed where a link is sent.</summary>
    public sealed class AddressForm
    {
        [Required(ErrorMessage = "Enter your e-mail address.")]
        public string Email { get; set; } = "";
    }
}
