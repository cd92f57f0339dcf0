using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static CreatorAnalytics.Tests.Creators.Scrapes;

namespace CreatorAnalytics.Tests.Creators;

[Trait("Category", TestDatabase.Category)]
public sealed class CreatorListsTests : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly CreatorLists _lists;
    private readonly TeamLibrary _library;

    public CreatorListsTests()
    {
        _lists = new CreatorLists(_test.Database, new FakeTimeProvider(Day2));
        _library = new TeamLibrary(_test.Database);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Creators_that_the_team_looked_up_can_be_put_on_a_list_and_no_others()
    {
        var ours = await CallerAsync();
        await LookUpAsync(ours, "1", "ada");
        await LookUpAsync(await CallerAsync(), "2", "bea");
        var list = await CreateAsync(ours, "Spring");

        var added = await _lists.AddAsync(ours, list, ["@Ada", "bea", "nobody", "ada"], Cancel);
        var again = await _lists.AddAsync(ours, list, ["ada"], Cancel);

        Assert.Equal(["ada"], added!.Added);
        Assert.Equal(["bea", "nobody"], added.Unknown);
        Assert.Empty(again!.Added);
        Assert.Equal(["ada"], await NamesAsync(ours, new LibraryQuery { ListId = list }));
        Assert.Equal(1, (await _lists.FindAsync(ours, list, Cancel))!.Creators);
    }

    [Fact]
    public async Task A_list_of_another_team_does_not_exist()
    {
        var (ours, theirs) = (await CallerAsync(), await CallerAsync());
        var id = await LookUpAsync(ours, "1", "ada");
        await LookUpAsync(theirs, "1", "ada");
        var list = await CreateAsync(ours, "Spring");
        await _lists.AddAsync(ours, list, ["ada"], Cancel);

        Assert.Empty(await _lists.AllAsync(theirs, Cancel));
        Assert.Null(await _lists.FindAsync(theirs, list, Cancel));
        Assert.Null(await _lists.AddAsync(theirs, list, ["ada"], Cancel));
        Assert.Empty(await NamesAsync(theirs, new LibraryQuery { ListId = list }));
        Assert.False(await _lists.SetEntryAsync(theirs, list, id, ListStatus.Agreed, null, Cancel));
        Assert.False(await _lists.RemoveAsync(theirs, list, id, Cancel));
        Assert.IsType<ListChange.NotFound>(await _lists.RenameAsync(theirs, list, "Ours now", null, Cancel));
        Assert.False(await _lists.DeleteAsync(theirs, list, Cancel));
        Assert.Equal("Spring", (await _lists.FindAsync(ours, list, Cancel))!.Name);
    }

    [Fact]
    public async Task A_list_keeps_how_far_the_team_has_come_with_each_creator()
    {
        var ours = await CallerAsync();
        var id = await LookUpAsync(ours, "1", "ada");
        var list = await CreateAsync(ours, "Spring");
        await _lists.AddAsync(ours, list, ["ada"], Cancel);

        Assert.True(await _lists.SetEntryAsync(ours, list, id, ListStatus.Contacted, " wrote on Monday ", Cancel));

        var row = Assert.Single((await _library.SearchAsync(ours, new LibraryQuery { ListId = list }, Cancel)).Rows);
        Assert.Equal(new LibraryEntry(ListStatus.Contacted, "wrote on Monday"), row.Entry);
        Assert.Null(Assert.Single((await _library.SearchAsync(ours, new LibraryQuery(), Cancel)).Rows).Entry);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Spring")]
    public async Task A_list_needs_a_name_of_its_own(string name)
    {
        var ours = await CallerAsync();
        await CreateAsync(ours, "Spring");
        Assert.IsType<ListChange.Refused>(await _lists.CreateAsync(ours, name, null, Cancel));
        Assert.IsType<ListChange.Done>(await _lists.CreateAsync(await CallerAsync(), "Spring", null, Cancel));
    }

    [Fact]
    public async Task Deleting_a_list_leaves_its_creators_in_the_library()
    {
        var ours = await CallerAsync();
        await LookUpAsync(ours, "1", "ada");
        var list = await CreateAsync(ours, "Spring");
        await _lists.AddAsync(ours, list, ["ada"], Cancel);

        Assert.True(await _lists.DeleteAsync(ours, list, Cancel));

        Assert.Empty(await _lists.AllAsync(ours, Cancel));
        Assert.Equal(["ada"], await NamesAsync(ours, new LibraryQuery()));
    }

    [Theory]
    [InlineData(LibrarySort.Followers, false, "carl bea ada dora")]
    [InlineData(LibrarySort.Followers, true, "ada bea carl dora")]
    [InlineData(LibrarySort.Username, true, "ada bea carl dora")]
    [InlineData(LibrarySort.EngagementRate, false, "ada carl dora bea")]
    [InlineData(LibrarySort.LastLookedUp, false, "dora carl bea ada")]
    public async Task The_library_is_ordered_by_any_column_with_missing_values_last(LibrarySort sort, bool ascending, string expected)
    {
        var ours = await CallerAsync();
        await LookUpAsync(ours, "1", "ada", 100, 9.5);
        await LookUpAsync(ours, "2", "bea", 200, null);
        await LookUpAsync(ours, "3", "carl", 300, 2.5);
        await LookUpAsync(ours, "4", "dora", null, 1.5);

        Assert.Equal(expected, string.Join(' ', await NamesAsync(ours, new LibraryQuery { Sort = sort, Ascending = ascending })));
    }

    [Fact]
    public async Task The_library_is_filtered_and_paged_with_its_total()
    {
        var ours = await CallerAsync();
        for (var n = 0; n < 7; n++)
            await LookUpAsync(ours, $"{n}", $"user{n}", n * 100);
        var query = new LibraryQuery { MinFollowers = 100, MaxFollowers = 500, Sort = LibrarySort.Followers, Ascending = true, PageSize = 2 };

        var second = await _library.SearchAsync(ours, query with { Page = 2 }, Cancel);

        Assert.Equal(5, second.Total);
        Assert.Equal(["user3", "user4"], second.Rows.Select(row => row.Creator.Username));
        Assert.Empty((await _library.SearchAsync(ours, query with { Page = int.MaxValue }, Cancel)).Rows);
        Assert.Equal(["user1"], await NamesAsync(ours, new LibraryQuery { Search = "USER1" }));
    }

    private async Task<IEnumerable<string>> NamesAsync(Caller caller, LibraryQuery query) =>
        (await _library.SearchAsync(caller, query, Cancel)).Rows.Select(row => row.Creator.Username);

    private async Task<Guid> CreateAsync(Caller caller, string name) =>
        Assert.IsType<ListChange.Done>(await _lists.CreateAsync(caller, name, null, Cancel)).List.Id;

    private async Task<Guid> LookUpAsync(Caller caller, string id, string username, long? followers = 100, double? rate = null)
    {
        var creatorId = await _test.ImportAsync(Profile(id, username) with { Followers = followers }, Day1);
        var order = int.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
        await _test.Database.WriteAsync(
            async (db, token) =>
            {
                await CreatorDirectory.ShowToTeamAsync(db, caller.TeamId, creatorId, Day1.AddMinutes(order), token);
                await db.Set<TeamCreator>().Where(seen => seen.CreatorId == creatorId && seen.TeamId == caller.TeamId)
                    .ExecuteUpdateAsync(set => set.SetProperty(seen => seen.EngagementRate, rate), token);
            },
            Cancel);
        return creatorId;
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
            Cancel);
        return new Caller(Guid.CreateVersion7(), team.Id, TeamRole.Member);
    }
}
