using System.Globalization;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CreatorAnalytics.Tests.Storage;

[Trait("Category", TestDatabase.Category)]
public sealed class NewRowsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 30, 0, TimeSpan.FromHours(2));

    private readonly TestDatabase _test = new();
    private readonly Guid _creatorId = Guid.CreateVersion7();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_row_is_stored_as_the_change_tracker_would_store_it()
    {
        await AddCreatorAsync();
        await _test.Database.WriteAsync(
            async (db, token) =>
            {
                db.AddRange(NewPost("full", isFull: true, "tracked"), NewPost("bare", isFull: false, "tracked"));
                await db.SaveChangesAsync(token);

                // A null is followed by a value in the same column, and the other way round.
                CreatorPost[] posts = [NewPost("bare", isFull: false, "new"), NewPost("full", isFull: true, "new"), NewPost("bare", isFull: false, "again")];
                await NewRows.InsertAsync(db, posts, token);
            },
            Cancel);

        Assert.Equal(await ColumnsAsync("tracked-full"), await ColumnsAsync("new-full"));
        Assert.Equal(await ColumnsAsync("tracked-bare"), await ColumnsAsync("new-bare"));
        Assert.Equal(await ColumnsAsync("tracked-bare"), await ColumnsAsync("again-bare"));
    }

    [Fact]
    public async Task A_key_that_the_database_makes_is_left_to_it()
    {
        await AddCreatorAsync();
        CreatorSnapshot[] snapshots =
            [.. Enumerable.Range(0, 3).Select(n => new CreatorSnapshot { CreatorId = _creatorId, TakenAt = Now.AddDays(n), Followers = n })];
        await _test.Database.WriteAsync((db, token) => NewRows.InsertAsync(db, snapshots, token), Cancel);

        var stored = await _test.Database.ReadAsync(db => db.Set<CreatorSnapshot>().OrderBy(s => s.Followers).ToListAsync(Cancel), Cancel);
        Assert.Equal(3, stored.Select(s => s.Id).Where(id => id > 0).Distinct().Count());
        Assert.Equal([null, null, null], stored.Select(s => s.PostsCount));
    }

    [Fact]
    public async Task Without_a_transaction_nothing_is_inserted()
    {
        await AddCreatorAsync();
        await using var db = _test.CreateDbContext();
        await Assert.ThrowsAsync<InvalidOperationException>(() => NewRows.InsertAsync(db, [NewPost("full", isFull: true, "new")], Cancel));
        Assert.False(await db.Set<CreatorPost>().AnyAsync(Cancel));
    }

    [Fact]
    public async Task What_is_appended_goes_in_after_what_is_tracked()
    {
        await _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Append(NewPost("full", isFull: true, "appended"));
                db.Add(NewCreator());
                return Task.CompletedTask;
            },
            Cancel);
        Assert.Equal(1, await PostsAsync());
    }

    [Fact]
    public async Task What_a_failed_write_appended_does_not_come_with_a_later_one()
    {
        await AddCreatorAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Append(NewPost("full", isFull: true, "appended"));
                throw new InvalidOperationException("This one fails.");
            },
            Cancel));
        await _test.Database.WriteAsync((_, _) => Task.CompletedTask, Cancel);
        Assert.Equal(0, await PostsAsync());
    }

    [Fact]
    public async Task An_appended_row_is_refused_like_a_tracked_one()
    {
        await Assert.ThrowsAsync<DbUpdateException>(() => _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Append(NewPost("full", isFull: true, "without a creator"));
                return Task.CompletedTask;
            },
            Cancel));
        Assert.Equal(0, await PostsAsync());
    }

    [Fact]
    public async Task An_insert_into_a_table_that_is_not_there_says_so()
    {
        await using var db = _test.CreateDbContext();
        await db.Database.OpenConnectionAsync(Cancel);
        var failure = Assert.Throws<SqliteException>(
            () => new SqliteInsert((SqliteConnection)db.Database.GetDbConnection(), "INSERT INTO nowhere (id) VALUES (@p0)"));
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SQL_Server_takes_more_rows_than_a_command_may_have_parameters()
    {
        await AddCreatorAsync();
        CreatorPost[] posts = [.. Enumerable.Range(0, 250).Select(n => NewPost("full", isFull: true, $"{n}"))];
        await _test.Database.WriteAsync((db, token) => NewRows.InsertAsync(db, posts, token), Cancel);
        Assert.Equal(250, await PostsAsync());
    }

    [Fact]
    public void SQL_Server_can_read_the_statement()
    {
        using var db = new SqlServerAppDbContext(new DbContextOptionsBuilder<SqlServerAppDbContext>()
            .UseSqlServer("Server=nowhere").UseSnakeCaseNamingConvention().Options);
        var statement = NewRows.StatementOf<CreatorSnapshot>(db, rows: 2);

        Assert.IsType<InsertStatement>(Assert.Single(TransactSql.MustParse(statement)));
        Assert.Equal(
            "INSERT INTO [creator_snapshots] ([creator_id], [followers], [following], [posts_count], [taken_at]) "
            + "VALUES (@p0, @p1, @p2, @p3, @p4), (@p5, @p6, @p7, @p8, @p9)",
            statement);
    }

    private Task AddCreatorAsync() => _test.Database.WriteAsync(
        (db, _) =>
        {
            db.Add(NewCreator());
            return Task.CompletedTask;
        },
        Cancel);

    private Creator NewCreator() => new() { Id = _creatorId, ExternalId = "1", Username = "anna", Source = "sandbox" };

    private Task<int> PostsAsync() => _test.Database.ReadAsync(db => db.Set<CreatorPost>().CountAsync(Cancel), Cancel);

    private CreatorPost NewPost(string name, bool isFull, string by)
    {
        var post = new CreatorPost
        {
            Id = Guid.CreateVersion7(),
            CreatorId = _creatorId,
            ExternalId = $"{by}-{name}",
            ShortCode = name,
            Type = PostType.Reel,
            Url = "https://www.instagram.com/p/1/",
            FirstSeenAt = Now,
            LastSeenAt = Now.AddSeconds(1),
            TakenAt = Now.AddDays(-1),
        };
        if (!isFull)
            return post;
        (post.Likes, post.Comments, post.Plays, post.Views) = (0, long.MaxValue, 7, 3);
        (post.Caption, post.OwnerUsername, post.ThumbnailSourceUrl, post.ThumbnailHash) = ("Größe 🦊 'quoted'", "anna", "https://a/b", "00ff");
        (post.Hashtags, post.Mentions, post.TaggedUsers) = (["fox", "größe"], ["b,c"], []);
        (post.Coauthors, post.Sponsors) = (["\"odd\""], ["brand"]);
        (post.IsPaidPartnership, post.IsPinned) = (true, true);
        return post;
    }

    /// <summary>What the columns hold, as the database says it, without what differs from row to row.</summary>
    private async Task<List<string>> ColumnsAsync(string externalId)
    {
        await using var db = _test.CreateDbContext();
        await db.Database.OpenConnectionAsync(Cancel);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT * FROM creator_posts WHERE external_id = '{externalId}'";
        await using var row = await command.ExecuteReaderAsync(Cancel);
        Assert.True(await row.ReadAsync(Cancel));
        return
        [
            .. Enumerable.Range(0, row.FieldCount)
                .Where(column => row.GetName(column) is not ("id" or "external_id"))
                .Select(column => string.Create(
                    CultureInfo.InvariantCulture, $"{row.GetName(column)} {row.GetDataTypeName(column)} {row.GetValue(column)}")),
        ];
    }
}
