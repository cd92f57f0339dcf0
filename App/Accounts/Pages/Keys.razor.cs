using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>The team's API keys: make one, see them, revoke one.</summary>
public sealed partial class Keys : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<ApiKeySummary>? _keys;
    private DateTimeOffset _now;
    private bool _isAdmin;
    private string _name = "";
    private bool _read = true;
    private bool _search = true;
    private bool _admin;
    private int _days = 90;
    private string? _problem;
    private string? _newKey;
    private string? _copied;
    private string? _announcement;
    private Guid? _revoking;

    [Inject]
    public required ApiKeys ApiKeys { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string ScopesOf(ApiKeySummary key) => string.Join(
        ", ",
        new[] { (ApiKeyScopes.Read, "read"), (ApiKeyScopes.Search, "search"), (ApiKeyScopes.Admin, "manage") }
            .Where(scope => key.Scopes.HasFlag(scope.Item1))
            .Select(scope => scope.Item2));

    private async Task LoadAsync()
    {
        _now = Time.GetUtcNow();
        var caller = await CurrentCaller.GetAsync(_closed.Token);
        _isAdmin = caller is { IsAdmin: true };
        _keys = caller is null ? null : await ApiKeys.ListAsync(caller, _closed.Token);
    }

    private async Task CreateAsync()
    {
        _problem = null;
        if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
        {
            _problem = "You are not a member of a team any more, so no key was made.";
            return;
        }

        var scopes = (_read ? ApiKeyScopes.Read : 0) | (_search ? ApiKeyScopes.Search : 0) | (_admin ? ApiKeyScopes.Admin : 0);
        DateTimeOffset? expiresAt = _days == 0 ? null : Time.GetUtcNow().AddDays(_days);
        switch (await ApiKeys.CreateAsync(caller, _name, scopes, expiresAt, _closed.Token))
        {
            case ApiKeyCreation.Created created:
                _newKey = created.Key;
                _copied = null;
                _name = "";
                await LoadAsync();
                break;
            case ApiKeyCreation.Refused refused:
                _problem = refused.Problem;
                break;
        }
    }

    private async Task CopyAsync() => _copied = await Clipboard.TryCopyAsync(JS, _newKey, _closed.Token)
        ? "Copied."
        : "Your browser did not allow it: select the key and copy it yourself.";

    private async Task RevokeAsync(ApiKeySummary key)
    {
        _revoking = null;
        if (await CurrentCaller.GetAsync(_closed.Token) is { } caller)
        {
            await ApiKeys.RevokeAsync(caller, key.Id, _closed.Token);
            _announcement = $"{key.Name} is revoked.";
        }

        await LoadAsync();
    }
}
