using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>A creator's report: the newest the team may see, or an earlier one it has. Opening it costs nothing.</summary>
public sealed partial class ReportPage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private string _name = "";
    private Report? _report;
    private Report? _earlier;
    private LibraryCreator? _known;
    private IReadOnlyList<StoredReport> _versions = [];
    private DateTimeOffset _now;
    private bool _isLoading;

    [Parameter]
    public string Username { get; set; } = "";

    /// <summary>Null for the newest.</summary>
    [SupplyParameterFromQuery(Name = ReportUrls.VersionParameter)]
    public int? Version { get; set; }

    [Inject]
    public required ReportStore Reports { get; init; }

    [Inject]
    public required TeamLibrary Library { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required AuditTrail Trail { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _name = Username.Trim().TrimStart('@').ToLowerInvariant();
        (_report, _earlier, _known, _versions, _isLoading) = (null, null, null, [], true);
        var (name, version) = (_name, Version);
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
                return;
            var report = await Reports.FindForTeamAsync(caller, name, version, _closed.Token);
            var versions = await Reports.VersionsForTeamAsync(caller, name, _closed.Token);

            var before = report is null ? null : versions.FirstOrDefault(stored => stored.Version < report.Version);
            var earlier = before is null ? null : await Reports.FindForTeamAsync(caller, name, before.Version, _closed.Token);

            if (report is not null)
                Trail.NoteOpened(caller, report.Username);
            var known = report is null ? await Library.FindForTeamAsync(caller, name, _closed.Token) : null;

            // Somebody may have gone on to another report in the meantime; that one must not be overwritten.
            if ((name, version) == (_name, Version))
                (_report, _earlier, _known, _versions, _now) = (report, earlier, known, versions, Time.GetUtcNow());
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
        finally
        {
            if ((name, version) == (_name, Version))
                _isLoading = false;
        }
    }
}
