using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreatorAnalytics.Tests.Analysis.Tables;

/// <summary>Operators edit tables, and analyses in this process and another one use them.</summary>
[Trait("Category", TestDatabase.Category)]
public sealed class TableEditsTests : IDisposable
{
    private static readonly ReferenceTable Benchmarks = ReferenceTable.Find(TableKind.Benchmarks);
    private static readonly ReferenceTable Words = ReferenceTable.Find(TableKind.GenericComments);
    private static readonly ReferenceTable Topics = ReferenceTable.Find(TableKind.Topics);

    private readonly EngineFixture _engine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TableEdits Edits => _engine.Get<TableEdits>();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task The_next_report_rests_on_an_edited_table_and_names_it_in_every_process()
    {
        var by = await OperatorAsync();
        _engine.Time.SetUtcNow(Scrapes.Day2);
        var creatorId = await _engine.Database.WriteAsync(
            (db, token) => CreatorImporter.ImportAsync(
                db, Scrapes.Profile("1", "ada"), [.. Enumerable.Range(1, 6).Select(day => Scrapes.Post($"{day}", day) with { Caption = "Sourcery" })],
                "ada", "sandbox", Scrapes.Day1, token),
            Cancel);
        var before = await _engine.Get<ReportWriter>().WriteAsync(creatorId, [], Cancel);
        Assert.Contains("Social Cat, row 1k–5k followers, read 2026-11-24", before.Metrics.EngagementRate.PeerSource!, StringComparison.Ordinal);
        Assert.DoesNotContain(before.Topics!, topic => topic.Name == "Magic");
        var other = new TablesInForce(_engine.Database, NullLogger<TablesInForce>.Instance);
        Assert.Equal("Social Cat", (await other.ReadAsync(Cancel)).Benchmarks.Source);

        await SaveAsync(by, Benchmarks, Changed(Benchmarks, ("Social Cat", "Our own survey"), ("2026-11-24", "2026-12-01"), ("[1.72, 3.38, 4.42,", "[0.1, 0.2, 0.4,")), 0);
        await SaveAsync(by, Topics, Changed(Topics, ("\"Beauty\"", "\"Magic\""), ("\"makeup\"", "\"sourcery\"")), 0);

        var after = await _engine.Get<ReportWriter>().WriteAsync(creatorId, [], Cancel);
        Assert.Contains("Our own survey, row 1k–5k followers, read 2026-12-01", after.Metrics.EngagementRate.PeerSource!, StringComparison.Ordinal);
        Assert.Equal(0.3, after.Metrics.EngagementRate.Peer!.Value, 9);
        Assert.Contains(after.Topics!, topic => topic.Name == "Magic");
        Assert.Equal("Our own survey", (await other.ReadAsync(Cancel)).Benchmarks.Source);
    }

    [Fact]
    public async Task Of_two_operators_at_once_the_second_is_told_and_nothing_is_lost()
    {
        var (first, second) = (await OperatorAsync(), await OperatorAsync());

        var saved = await Task.WhenAll(
            Task.Run(() => Edits.SaveAsync(first, Words, Changed(Words, ("\"wow\"", "\"whoa\"")), 0, Cancel), Cancel),
            Task.Run(() => Edits.SaveAsync(second, Words, Changed(Words, ("\"wow\"", "\"yay\"")), 0, Cancel), Cancel));

        var (winner, loser) = saved[0] is TableSaving.Saved ? (first, second) : (second, first);
        Assert.Equal(1, Assert.Single(saved.OfType<TableSaving.Saved>()).Version);
        Assert.Equal((1, winner.Email), (Told(saved).Version, Told(saved).By));

        // Once told, the second may put theirs over it; the first one's is in the history.
        await SaveAsync(loser, Words, Changed(Words, ("\"wow\"", "\"hm\"")), 1);
        Assert.Equal([2, 1], (await Edits.VersionsAsync(first, Words, Cancel)).Select(version => version.Version));
        Assert.Contains(winner == first ? "whoa" : "yay", await Edits.TextAsync(first, Words, 1, Cancel), StringComparison.Ordinal);

        static TableEdit Told(TableSaving[] saved) => Assert.Single(saved.OfType<TableSaving.Overtaken>()).By;
    }

    [Fact]
    public async Task A_table_goes_back_to_the_delivered_one_and_to_an_earlier_one()
    {
        var by = await OperatorAsync();
        await SaveAsync(by, Words, Changed(Words, ("\"wow\"", "\"whoa\"")), 0);

        await SaveAsync(by, Words, null, 1);
        Assert.Equal((false, Words.Delivered.Text), await StateAsync(by));
        Assert.Contains("wow", (await InForceAsync()).GenericComments.Words);

        await SaveAsync(by, Words, await Edits.TextAsync(by, Words, 1, Cancel), 2);
        Assert.Equal((true, Changed(Words, ("\"wow\"", "\"whoa\""))), await StateAsync(by));
        Assert.Contains("whoa", (await InForceAsync()).GenericComments.Words);
        Assert.Equal([(3, false), (2, true), (1, false)], (await Edits.VersionsAsync(by, Words, Cancel)).Select(version => (version.Version, version.IsDelivered)));
        var audit = await _engine.Database.ReadAsync(
            db => db.Set<AuditEntry>().Where(entry => entry.UserId == by.UserId && entry.Kind == AuditKind.TableChanged).OrderBy(entry => entry.Id).Select(entry => entry.Subject).ToListAsync(Cancel), Cancel);
        Assert.Equal(["Words of generic comments, version 1", "Words of generic comments, version 2: back to the delivered table", "Words of generic comments, version 3"], audit);

        async Task<(bool, string)> StateAsync(Operator reader) =>
            await Edits.FindAsync(reader, Words, Cancel) is var state ? (state.IsEdited, state.InForce.Text) : default;
    }

    [Fact]
    public async Task What_breaks_a_rule_or_changes_nothing_is_not_stored()
    {
        var by = await OperatorAsync();

        var broken = await Edits.SaveAsync(by, Words, Changed(Words, ("\"wow\"", "\"Wow\"")), 0, Cancel);
        var same = await Edits.SaveAsync(by, Words, Words.Delivered.Text, 0, Cancel);

        Assert.Equal(["words: “Wow” must be in lower case."], Assert.IsType<TableSaving.Refused>(broken).Problems);
        Assert.Equal(["Nothing was changed."], Assert.IsType<TableSaving.Refused>(same).Problems);
        Assert.Empty(await Edits.VersionsAsync(by, Words, Cancel));
    }

    [Fact]
    public async Task Where_a_stored_table_cannot_be_read_the_delivered_one_is_in_force_and_the_operator_is_told()
    {
        var by = await OperatorAsync();
        await _engine.Database.WriteAsync(
            async (db, _) => db.Add(new TableVersion { Kind = TableKind.Benchmarks, Version = 1, Document = """{ "bands": [] }""", EditedBy = by.UserId }), Cancel);

        Assert.Equal("Social Cat", (await InForceAsync()).Benchmarks.Source);
        var state = await Edits.FindAsync(by, Benchmarks, Cancel);
        Assert.Equal(("there is no field “bands” here. Remove it, or correct its name.", Benchmarks.Delivered.Text), (state.Unreadable, state.InForce.Text));
        await SaveAsync(by, Benchmarks, Changed(Benchmarks, ("Social Cat", "Ours")), 1);
        Assert.Equal("Ours", (await InForceAsync()).Benchmarks.Source);
    }

    private static string Changed(ReferenceTable table, params (string From, string To)[] changes) =>
        changes.Aggregate(table.Delivered.Text, (text, change) => text.Replace(change.From, change.To, StringComparison.Ordinal));

    private Task<ReferenceTables> InForceAsync() => _engine.Get<TablesInForce>().ReadAsync(Cancel);

    private async Task SaveAsync(Operator by, ReferenceTable table, string? text, int seen) =>
        Assert.Equal(new TableSaving.Saved(seen + 1), await Edits.SaveAsync(by, table, text, seen, Cancel));

    private async Task<Operator> OperatorAsync()
    {
        var caller = await _engine.NewTeamAsync(0);
        var email = $"{caller.UserId}@example.org";
        await _engine.Database.WriteAsync(
            (db, token) => db.Set<AppUser>().Where(user => user.Id == caller.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsOperator, true).SetProperty(user => user.Email, email), token),
            Cancel);
        return new Operator(caller.UserId, email);
    }
}
