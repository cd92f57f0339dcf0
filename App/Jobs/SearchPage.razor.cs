using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace CreatorAnalytics.Jobs;

/// <summary>The paste box with what it would cost, and the tray with what became of it.</summary>
public sealed partial class SearchPage : IAsyncDisposable
{
    /// <summary>Far below what one message to the server may hold, also when every letter takes three bytes.</summary>
    private const int LongestText = 8000;

    private readonly CancellationTokenSource _closed = new();
    private SearchDraft _draft = null!;
    private ElementReference _box;
    private IJSObjectReference? _module;
    private bool _isReady;
    private bool _isSubmitting;
    private bool _focusBox;
    private string? _problem;
    private string? _leftOut;
    private int _leftOutOfFile;
    private long _spent;

    /// <summary>Usernames that another page puts into the box, comma-separated.</summary>
    [SupplyParameterFromQuery(Name = CreatorUrls.UsernamesParameter)]
    public string? Usernames { get; set; }

    [Inject]
    public required JobManager Jobs { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TrayState Tray { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required IOptions<JobsOptions> Options { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    [Inject]
    public required ILogger<SearchPage> Logger { get; init; }

    private int Searches => (_draft.Parsed.Usernames.Count + Options.Value.MaxBulkSize - 1) / Options.Value.MaxBulkSize;

    private bool CanSubmit =>
        _isReady && !_isSubmitting && _draft.Quote is { Sufficient: true, Items.Count: > 0 };

    private string ButtonText
    {
        get
        {
            if (_draft.Parsed.Usernames.Count == 0)
                return "Analyse";
            var text = $"Analyse {JobWords.Creators(_draft.Parsed.Usernames.Count)}";
            if (Searches > 1)
                text += $" as {Searches} searches";
            return _draft.Quote is { } quote ? $"{text} — {JobWords.Credits(quote.TotalCredits)}" : text;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Tray.Changed -= OnTrayChanged;
        _draft.Changed -= OnDraftChanged;
        _draft.Dispose();
        await _closed.CancelAsync();
        _closed.Dispose();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and what it held with it.
        }
    }

    protected override void OnInitialized()
    {
        _draft = new SearchDraft(Jobs, CurrentCaller, Time, Logger);
        _draft.Changed += OnDraftChanged;
        Tray.Changed += OnTrayChanged;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await RestoreAsync();
        if (_focusBox && _module is not null)
        {
            _focusBox = false;
            await _module.InvokeVoidAsync("focus", _closed.Token, _box);
        }
    }

    /// <summary>Puts back what was typed before the page was loaded again; only then can the box be typed in.</summary>
    private async Task RestoreAsync()
    {
        var caller = await CurrentCaller.GetAsync(_closed.Token);
        _module = await JS.InvokeAsync<IJSObjectReference>("import", _closed.Token, $"./{Assets["Jobs/SearchPage.razor.js"]}");
        _draft.Write(await _module.InvokeAsync<string?>("start", _closed.Token, _box, caller?.UserId));
        await TakeFromAddressAsync();
        _isReady = true;
        StateHasChanged();
        await _module.InvokeVoidAsync("focusAtStart", _closed.Token, _box);
    }

    /// <summary>Puts the usernames of the address behind what stands in the box, once: a reload must not add them again.</summary>
    private async Task TakeFromAddressAsync()
    {
        if (string.IsNullOrWhiteSpace(Usernames))
            return;
        await AppendAsync(UsernameParser.Parse(Usernames).Usernames);
        Navigation.NavigateTo("/", replace: true);
    }

    /// <summary>Puts usernames behind what stands in the box, as many as fit.</summary>
    private async Task AppendAsync(IReadOnlyList<string> usernames)
    {
        var added = usernames.Except(_draft.Parsed.Usernames).ToList();
        var text = _draft.Text.TrimEnd(' ', '\n', ',');
        var taken = 0;
        while (taken < added.Count && text.Length + added[taken].Length + 2 < LongestText)
            text += (text.Length == 0 ? "" : ", ") + added[taken++];
        Write(text);
        _leftOutOfFile = added.Count - taken;
        if (_module is not null)
            await _module.InvokeVoidAsync("keep", _closed.Token, _draft.Text);
    }

    private void Write(string? text)
    {
        _problem = null;
        _leftOut = null;
        _leftOutOfFile = 0;
        _draft.Write(text);
    }

    private void OnDraftChanged() => InvokeAsync(StateHasChanged);

    /// <summary>Credits that were charged or given back, and creators that are known by now, change what the box would cost.</summary>
    private void OnTrayChanged() => InvokeAsync(() =>
    {
        var spent = Tray.Cards.Sum(card => card.Job.CreditsCharged - card.Job.CreditsReserved);
        if (spent == _spent)
            return;
        _spent = spent;
        _draft.Refresh();
    });

    private async Task SubmitAsync()
    {
        if (!CanSubmit || _draft.Quote is not { } quote)
            return;
        _isSubmitting = true;
        _problem = null;
        _leftOut = null;
        try
        {
            await SubmitAsync(quote);
        }
        finally
        {
            _isSubmitting = false;
            _focusBox = true;
        }
    }

    private async Task SubmitAsync(Quote quote)
    {
        var invalid = _draft.Parsed.Invalid;
        var text = _draft.Text;
        var searches = quote.Items.Chunk(Options.Value.MaxBulkSize).ToList();
        for (var started = 0; started < searches.Count; started++)
        {
            // Until the box is cleared the card must not appear by itself.
            using var held = Tray.HoldBack();
            var result = await SubmitAsync(searches[started]);
            if (result is not SubmissionResult.Accepted accepted)
            {
                _problem = (searches.Count > 1 ? $"{started} of {searches.Count} searches were started; what is left stays in the box. " : "")
                    + (result is null ? "You are not a member of a team any more, so nothing was started." : JobWords.Refusal(result));
                _draft.Refresh();
                return;
            }

            Tray.Put(accepted.Job);
            var rest = string.Join(", ", searches.Skip(started + 1).SelectMany(search => search).Select(item => item.Username));
            text = Replace(text, rest);
            if (rest.Length == 0)
                _leftOut = LeftOut(invalid);
            StateHasChanged();
            if (_module is not null)
                await _module.InvokeVoidAsync("keep", _closed.Token, _draft.Text);
        }
    }

    private async Task<SubmissionResult?> SubmitAsync(IReadOnlyList<QuotedCreator> creators)
    {
        if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            return null;
        var submission = new JobSubmission(
            creators.Count == 1 ? JobType.Single : JobType.Bulk, [.. creators.Select(creator => creator.Username)])
        {
            MaxCredits = creators.Sum(creator => creator.Credits),
        };

        // Not cancelled with the page: whoever leaves it just then has started the search.
        return await Jobs.SubmitAsync(caller, submission, CancellationToken.None);
    }

    /// <summary>Takes what was submitted out of the box; what was typed behind it meanwhile stays.</summary>
    private string Replace(string submitted, string rest)
    {
        if (_draft.Text.StartsWith(submitted, StringComparison.Ordinal))
            _draft.Write(rest + _draft.Text[submitted.Length..]);
        return rest;
    }

    private static string? LeftOut(IReadOnlyList<InvalidUsername> invalid) =>
        invalid.Count == 0
            ? null
            : $"Left out, since they are no usernames: {string.Join(", ", invalid.Select(piece => piece.Input))}";
}
