using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis.Tables;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Routing;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>A reference table to be edited, in a form or as JSON; for operators.</summary>
public sealed partial class TablePage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private TableState? _state;
    private IReadOnlyList<TableEdit> _versions = [];
    private IReadOnlyList<string> _problems = [];
    private JsonObject _draft = [];
    private DateTimeOffset _now;
    private TableEdit? _overtaken;
    private string _unchanged = "";
    private string? _leavingTo;
    private bool _mayLeave;
    private bool _isTyping;
    private string? _json;
    private string? _done;
    private bool _isResetting;
    private bool _isBusy;
    private bool _hasNews;
    private ElementReference _notices;

    [Parameter]
    public required string Slug { get; set; }

    [Inject]
    public required TableEdits Edits { get; init; }

    [Inject]
    public required CurrentOperator CurrentOperator { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private bool IsOff => _isBusy || !RendererInfo.IsInteractive;

    private string Entered => _json ?? TableForm.Text(_draft);

    /// <summary>Whether leaving the page would lose something.</summary>
    private bool IsChanged => _state is not null && !_mayLeave && (_isTyping || TextOf(Entered) != _unchanged);

    private IEnumerable<(int Version, TableEdit? Edit)> Versions =>
        [.. _versions.Select(edit => (edit.Version, (TableEdit?)edit)), (0, null)];

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_state?.Table.Slug != Slug)
            await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The form is long: what came of an action must be seen, wherever its button is.
        if (!_hasNews || _isBusy || _state is null)
            return;
        _hasNews = false;
        await _notices.FocusAsync();
    }

    /// <summary>The same text for the same table, however it is laid out.</summary>
    private static string TextOf(string entered)
    {
        try
        {
            return JsonNode.Parse(entered)?.ToJsonString() ?? entered;
        }
        catch (JsonException)
        {
            return entered;
        }
    }

    private static string Named(int version) => version == 0 ? "the delivered table" : $"version {version}";

    /// <summary>Reads the table as it stands into the form.</summary>
    private Task LoadAsync() => ActAsync(async reader =>
    {
        if (ReferenceTable.Find(Slug) is not { } table)
        {
            Navigation.NotFound();
            return;
        }

        await RefreshAsync(reader, table);
        ShowInForce();
        _done = null;
    });

    private async Task RefreshAsync(Operator reader, ReferenceTable table)
    {
        (_state, _versions) = (await Edits.FindAsync(reader, table, _closed.Token), await Edits.VersionsAsync(reader, table, _closed.Token));
        _now = Time.GetUtcNow();
    }

    private Task SaveAsync() => StoreAsync(Entered, _state!.Version);

    /// <summary>The operator knows of the other's version now; it stays among the versions.</summary>
    private Task SaveOverAsync() => StoreAsync(Entered, _overtaken!.Version);

    private Task ResetAsync() => StoreAsync(null, _state!.Version);

    private Task StoreAsync(string? text, int seen) => ActAsync(async by =>
    {
        var table = _state!.Table;
        (_problems, _done, _overtaken, _isResetting) = ([], null, null, false);
        _hasNews = true;
        switch (await Edits.SaveAsync(by, table, text, seen, _closed.Token))
        {
            case TableSaving.Saved saved:
                await RefreshAsync(by, table);
                ShowInForce();
                _done = $"Saved as version {saved.Version}. Analyses that begin from now on use it.";
                break;
            case TableSaving.Refused refused:
                _problems = refused.Problems;
                break;
            case TableSaving.Overtaken overtaken:
                _overtaken = overtaken.By;
                break;
        }
    });

    private Task TakeAsync(int version) => ActAsync(async reader =>
    {
        if (await Edits.TextAsync(reader, _state!.Table, version, _closed.Token) is not { } text)
            return;
        Show(text);
        _hasNews = true;
        _done = $"The form holds {Named(version)} now. Save it to put it into force.";
    });

    private async Task UploadAsync(InputFileChangeEventArgs change)
    {
        (_problems, _done) = ([], null);
        try
        {
            // Any character takes four bytes at most, and one of ours reads as one or two.
            if (change.File.Size > 4 * ReferenceTable.LongestText)
                throw new InvalidDataException($"The file is larger than a table can be ({ReferenceTable.LongestText:N0} characters). Choose another one.");
            using var content = new MemoryStream();
            await using (var sent = change.File.OpenReadStream(4 * ReferenceTable.LongestText, _closed.Token))
                await sent.CopyToAsync(content, _closed.Token);
            Show(Encoding.UTF8.GetString(content.ToArray()).TrimStart('\uFEFF'));
            if (_problems.Count == 0)
                _done = $"The form holds {change.File.Name} now. Save it to put it into force.";
        }
        catch (InvalidDataException exception)
        {
            _problems = [exception.Message];
        }
        catch (IOException)
        {
            _problems = ["The file did not arrive in full. Choose it again."];
        }
    }

    private void ShowInForce()
    {
        Show(_state!.InForce.Text);
        (_unchanged, _leavingTo, _mayLeave, _isTyping) = (TextOf(Entered), null, false, false);
    }

    /// <summary>A field tells its text when it is left; whoever closes the page before that is asked too.</summary>
    private void OnTyping() => _isTyping = true;

    private void OnEntered() => _isTyping = false;

    private void OnLeaving(LocationChangingContext leaving)
    {
        if (!IsChanged)
            return;
        leaving.PreventNavigation();
        (_leavingTo, _done, _hasNews) = (leaving.TargetLocation, null, true);
    }

    private void Leave()
    {
        _mayLeave = true;
        Navigation.NavigateTo(_leavingTo!);
    }

    private void ShowJson()
    {
        var reading = _state!.Table.Read(TableForm.Text(_draft));
        _json = reading.Problems.Count == 0 ? reading.Text : TableForm.Text(_draft, isForPeople: true);
    }

    private void ShowForm() => Show(_json!);

    /// <summary>Puts a table into the form; one that the form cannot hold stays JSON, with what is wrong.</summary>
    private void Show(string text)
    {
        (_overtaken, _isResetting) = (null, false);
        var reading = _state!.Table.Read(text);
        _problems = reading.Problems;
        if (reading.Problems.Count == 0)
            (_draft, _json) = (JsonNode.Parse(reading.Text)!.AsObject(), null);
        else
            _json = text;
    }

    /// <summary>Asks who it is at each action: whoever stopped being an operator is told that there is nothing here.</summary>
    private async Task ActAsync(Func<Operator, Task> act)
    {
        if (_isBusy)
            return;
        _isBusy = true;
        try
        {
            if (await CurrentOperator.GetAsync(_closed.Token) is { } reader)
            {
                await act(reader);
                return;
            }

            _state = null;
            Navigation.NotFound();
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed meanwhile; what was saved stands among the versions.
        }
        finally
        {
            _isBusy = false;
        }
    }
}
