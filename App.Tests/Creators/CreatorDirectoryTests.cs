using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using static CreatorAnalytics.Tests.Creators.Scrapes;

namespace CreatorAnalytics.Tests.Creators;

public sealed class CreatorDirectoryTests : IDisposable
{
    private readonly TestDatabase _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Of_many_items_in_flight_exactly_one_makes_the_creator_known()
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1);
        Assert.False((await FindAsync("ada")).IsKnown);
        var items = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();

        var won = await Task.WhenAll(items.Select(item => Task.Run(() => FirstCompletionAsync(id, item))));

        Assert.Single(won, true);
        Assert.True((await FindAsync("ada")).IsKnown);
        foreach (var (item, first) in items.Zip(won))
            Assert.Equal(first, await FirstCompletionAsync(id, item));
    }

    [Fact]
    public async Task A_rolled_back_completion_leaves_the_creator_new()
    {
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1);
        var cancel = TestContext.Current.CancellationToken;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _test.Database.WriteAsync(
            async (db, token) =>
            {
                await CreatorDirectory.FirstCompletionAsync(db, id, Guid.CreateVersion7(), Day1, token);
                throw new InvalidOperationException();
            },
            cancel));

        Assert.True(await FirstCompletionAsync(id, Guid.CreateVersion7()));
    }

    [Fact]
    public async Task A_team_sees_only_what_it_looked_up()
    {
        var (ours, theirs) = (await CallerAsync(), await CallerAsync());
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1);
        await ShowAsync(ours, id, Day1);
        await ShowAsync(ours, id, Day2);

        var library = new TeamLibrary(_test.Database);
        var cancel = TestContext.Current.CancellationToken;
        var found = await library.FindForTeamAsync(ours, "@Ada", cancel);
        Assert.Equal((id, Day1, Day2), (found!.Id, found.FirstLookedUpAt, found.LastLookedUpAt));
        Assert.Null(await library.FindForTeamAsync(theirs, "ada", cancel));
        Assert.Empty((await library.ListForTeamAsync(theirs, new LibraryQuery(), 50, null, cancel)).Rows);
        Assert.Single((await library.ListForTeamAsync(ours, new LibraryQuery(), 50, null, cancel)).Rows);
    }

    [Fact]
    public async Task A_team_finds_its_creator_by_a_former_name()
    {
        var caller = await CallerAsync();
        var id = await _test.ImportAsync(Profile("1", "ada"), Day1);
        await _test.ImportAsync(Profile("1", "ada_runs"), Day2);
        await ShowAsync(caller, id, Day2);

        var found = await new TeamLibrary(_test.Database).FindForTeamAsync(caller, "ada", TestContext.Current.CancellationToken);
        Assert.Equal("ada_runs", found!.Username);
    }

    [Fact]
    public async Task The_list_pages_through_every_creator_once_newest_first()
    {
        var caller = await CallerAsync();
        for (var n = 0; n < 25; n++)
            await ShowAsync(caller, await _test.ImportAsync(Profile($"{n}", $"user{n:00}"), Day1), Day1.AddHours(n / 4));

        var library = new TeamLibrary(_test.Database);
        List<LibraryCreator> all = [];
        PageCursor<long>? cursor = null;
        do
        {
            var page = await library.ListForTeamAsync(caller, new LibraryQuery(), 7, cursor, TestContext.Current.CancellationToken);
            Assert.InRange(page.Rows.Count, 1, 7);
            all.AddRange(page.Rows.Select(row => row.Creator));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(n => $"user{n:00}"), all.Select(c => c.Username));
    }

    [Theory]
    [InlineData("_one", "a_one")]
    [InlineData("@A_ON", "a_one")]
    [InlineData("example two", "btwo")]
    [InlineData("%", "")]
    [InlineData("  ", "a_one btwo")]
    public async Task The_list_is_searched_by_parts_of_names_taken_literally(string search, string expected)
    {
        var caller = await CallerAsync();
        await ShowAsync(caller, await _test.ImportAsync(Profile("2", "btwo") with { FullName = "Example Two" }, Day1), Day1);
        await ShowAsync(caller, await _test.ImportAsync(Profile("1", "a_one") with { FullName = null }, Day1), Day1);

        var page = await new TeamLibrary(_test.Database).ListForTeamAsync(
            caller, new LibraryQuery { Search = search }, 50, null, TestContext.Current.CancellationToken);
        Assert.Equal(expected, string.Join(' ', page.Rows.Select(row => row.Creator.Username)));
    }

    private async Task<Caller> CallerAsync()
    {
        var team = new Team { Id = Guid.CreateVersion7(), Name = "Team" };
        await _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(team);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        return new Caller(Guid.CreateVersion7(), team.Id, TeamRole.Member);
    }

    private Task ShowAsync(Caller caller, Guid creatorId, DateTimeOffset at) => _test.Database.WriteAsync(
        (db, token) => CreatorDirectory.ShowToTeamAsync(db, caller.TeamId, creatorId, at, token), TestContext.Current.CancellationToken);

    private Task<bool> FirstCompletionAsync(Guid creatorId, Guid itemId) => _test.Database.WriteAsync(
        (db, token) => CreatorDirectory.FirstCompletionAsync(db, creatorId, itemId, Day1, token), TestContext.Current.CancellationToken);

    private async Task<KnownCreator> FindAsync(string name) => (await _test.Database.ReadAsync(
        db => CreatorDirectory.FindAsync(db, [name], TestContext.Current.CancellationToken), TestContext.Current.CancellationToken))[name];
}
