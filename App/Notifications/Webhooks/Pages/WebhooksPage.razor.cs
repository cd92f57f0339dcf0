using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Notifications.Webhooks.Pages;

/// <summary>The addresses of this room's pages.</summary>
public static class WebhookUrls
{
    public const string Path = "/settings/webhooks";
}

/// <summary>The team's webhooks: add one, test it, see what was sent to it, send it again.</summary>
public sealed partial class WebhooksPage : IDisposable
{
    private const int MostDeliveries = 50;

    private static readonly Dictionary<string, string> Words = new()
    {
        [WebhookEvents.JobCompleted] = "Search ended",
        [WebhookEvents.ItemCompleted] = "Creator done",
        [WebhookEvents.ItemFailed] = "Creator failed",
        [WebhookEvents.CreditsLow] = "Credits low",
    };

    private readonly CancellationTokenSource _closed = new();
    private readonly HashSet<string> _events = [WebhookEvents.JobCompleted];
    private IReadOnlyList<WebhookView>? _webhooks;
    private IReadOnlyList<WebhookDeliveryView> _deliveries = [];
    private DateTimeOffset _now;
    private string _url = "";
    private string? _problem;
    private string? _secret;
    private string? _announcement;
    private bool _isLoaded;
    private Guid? _open;
    private Guid? _deleting;

    [Inject]
    public required TeamWebhooks Webhooks { get; init; }

    [Inject]
    public required WebhookLog Log { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string StateOf(WebhookView webhook) => webhook switch
    {
        { Enabled: false } => "Off",
        { FailingSince: not null } => "Failing",
        _ => "On",
    };

    private string StateOf(WebhookDeliveryView delivery) => delivery switch
    {
        { Status: WebhookDeliveryStatus.Delivered } => "Delivered",
        { Status: WebhookDeliveryStatus.Failed } => "Failed",
        { Attempts: 0 } => "Waiting",
        { NextAttemptAt: { } next } => $"Again in {Wait(next - _now)}",
        _ => "Waiting",
    };

    private static string Wait(TimeSpan wait) => wait switch
    {
        { TotalHours: >= 1 } => $"{wait.TotalHours:0} h",
        { TotalMinutes: >= 1 } => $"{wait.TotalMinutes:0} min",
        _ => $"{Math.Max(1, wait.TotalSeconds):0} s",
    };

    private void Toggle(string name)
    {
        if (!_events.Remove(name))
            _events.Add(name);
    }

    /// <summary>Who acts, if they may: membership and role are looked up at each action.</summary>
    private async Task<Caller?> AdminAsync() => await CurrentCaller.GetAsync(_closed.Token) is { IsAdmin: true } caller ? caller : null;

    private async Task LoadAsync()
    {
        _now = Time.GetUtcNow();
        _webhooks = await AdminAsync() is { } caller ? await Webhooks.AllAsync(caller, _closed.Token) : null;
        _isLoaded = true;
    }

    private async Task ActAsync(Func<Caller, Task> act)
    {
        _problem = null;
        if (await AdminAsync() is { } caller)
            await act(caller);
        await LoadAsync();
    }

    private Task CreateAsync() => ActAsync(async caller =>
    {
        if (_events.Count == 0)
        {
            _problem = "Choose at least one thing to tell of.";
            return;
        }

        switch (await Webhooks.CreateAsync(caller, Guid.CreateVersion7(), new WebhookWish(_url.Trim(), [.. _events]), _closed.Token))
        {
            case WebhookChange.Done done:
                _secret = done.Secret;
                _url = "";
                break;
            case WebhookChange.Refused refused:
                _problem = refused.Problem;
                break;
        }
    });

    private Task TestAsync(WebhookView webhook) => ActAsync(async caller =>
    {
        await Log.SendTestAsync(caller, webhook.Id, _closed.Token);
        _announcement = "A test is on its way.";
        _open = webhook.Id;
        await ReadDeliveriesAsync(webhook.Id);
    });

    private Task RotateAsync(WebhookView webhook) => ActAsync(async caller =>
    {
        if (await Webhooks.RotateSecretAsync(caller, webhook.Id, _closed.Token) is WebhookChange.Done done)
            _secret = done.Secret;
        _announcement = "The webhook has a new secret. The old one signs beside it for 24 hours.";
    });

    private Task SwitchAsync(WebhookView webhook) => ActAsync(async caller =>
    {
        await Webhooks.ChangeAsync(caller, webhook.Id, new WebhookWish(Enabled: !webhook.Enabled), _closed.Token);
        _announcement = webhook.Enabled ? "The webhook is off." : "The webhook is on.";
    });

    private Task DeleteAsync(WebhookView webhook) => ActAsync(async caller =>
    {
        _deleting = null;
        await Webhooks.DeleteAsync(caller, webhook.Id, _closed.Token);
        _announcement = "The webhook is deleted.";
    });

    private Task ReplayAsync(WebhookView webhook, WebhookDeliveryView delivery) => ActAsync(async caller =>
    {
        await Log.ReplayAsync(caller, webhook.Id, delivery.Id, _closed.Token);
        _announcement = "It is on its way again.";
        await ReadDeliveriesAsync(webhook.Id);
    });

    private async Task ShowAsync(WebhookView webhook)
    {
        _open = _open == webhook.Id ? null : webhook.Id;
        if (_open is { } id)
            await ReadDeliveriesAsync(id);
    }

    private async Task ReadDeliveriesAsync(Guid webhookId)
    {
        _now = Time.GetUtcNow();
        _deliveries = await AdminAsync() is { } caller
            ? await Log.ListAsync(caller, webhookId, status: null, before: null, MostDeliveries, _closed.Token)
            : [];
    }
}
