using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>Asks for a link to choose a new password. Its answer does not tell whether there is such an account.</summary>
public sealed partial class Forgot
{
    private bool _isSent;

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    [SupplyParameterFromForm]
    public Form? Input { get; set; }

    [Inject]
    public required PasswordResets Resets { get; init; }

    [Inject]
    public required EmailOutbox Outbox { get; init; }

    protected override void OnInitialized() => Input ??= new Form();

    private async Task SendAsync()
    {
        await Resets.RequestAsync(Input!.Email, HttpContext.RequestAborted);
        _isSent = true;
    }

    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        [Required(ErrorMessage = "Enter your e-mail address.")]
        public string Email { get; set; } = "";
    }
}
