using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>What an invitation's link opens: whoever has an account joins with it, everybody else makes one.</summary>
public sealed partial class Join
{
    private InvitationOffer? _offer;
    private Guid? _userId;
    private IReadOnlyList<string> _problems = [];

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    [SupplyParameterFromQuery(Name = AccountUrls.InvitationParameter)]
    public string? Invitation { get; set; }

    [SupplyParameterFromForm(FormName = "join-new")]
    public Register.Form? Input { get; set; }

    [Inject]
    public required Invitations Offers { get; init; }

    [Inject]
    public required TeamRegistration Teams { get; init; }

    [Inject]
    public required PasswordSignIn Passwords { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _userId = CallerResolver.UserIdOf(HttpContext.User);
        _offer = await Offers.FindAsync(Invitation, HttpContext.RequestAborted);
        Input ??= new Register.Form { Email = _offer?.Email ?? "" };
    }

    private async Task AcceptAsync()
    {
        if (_userId is { } userId && await Offers.AcceptAsync(Invitation, userId, HttpContext.RequestAborted))
            Navigation.NavigateTo("/");
        else
            _offer = null;
    }

    private async Task RegisterAsync()
    {
        var email = Input!.Email.Trim();
        _problems = await Teams.JoinAsync(Invitation, email, Input.Password, HttpContext.RequestAborted);
        if (_problems.Count > 0)
            return;
        await Passwords.TryAsync(email, Input.Password);
        Navigation.NavigateTo("/");
    }
}
