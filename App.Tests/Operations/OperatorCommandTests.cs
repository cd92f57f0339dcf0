using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Operations;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Operations;

/// <summary>What operators do from the command line.</summary>
public sealed class OperatorCommandTests : IDisposable
{
    private readonly AppFixture _app = new(
        "Production", ("Bootstrap:AdminEmail", "owner@example.com"), ("Bootstrap:AdminPassword", "correct horse"), ("Bootstrap:Credits", "100"));

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private CommandContext Context => new(CommandLine.HostOfTeams, _output, _errors);

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("migrate")]
    [InlineData("grant")]
    [InlineData("key")]
    [InlineData("password-reset")]
    [InlineData("verify")]
    [InlineData("sandbox")]
    [InlineData("team-create")]
    public async Task Every_command_says_how_it_is_called(string name)
    {
        Assert.NotNull(CommandLine.Find([name]));
        if (Made(name) is not { } command)
            return;

        Assert.Equal(0, await command.RunAsync(["--help"]));
        Assert.StartsWith(name, _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await command.RunAsync(["--nonsense"]));
        Assert.Contains("'--nonsense' is not an argument", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migarte")]
    [InlineData("Grant")]
    [InlineData("help")]
    public async Task A_word_that_is_no_command_starts_no_server_and_lists_the_commands(string word)
    {
        Assert.IsType<UnknownCommand>(CommandLine.Find([word, "--team", "x"]));

        Assert.Equal(2, await new UnknownCommand(word, _errors).RunAsync([]));

        Assert.StartsWith($"'{word}' is not a command.", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("migrate", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--urls", "http://127.0.0.1:5000")]
    [InlineData("--environment=Production")]
    [InlineData("Database:Provider=Sqlite")]
    [InlineData("/Database:Provider", "Sqlite")]
    public void Configuration_starts_the_server(params string[] args) => Assert.Null(CommandLine.Find(args));

    [Fact]
    public async Task Credits_are_granted_once_for_a_key_and_the_new_balance_is_printed()
    {
        var teamId = await StartAsync();
        string[] args = ["--team", $"{teamId}", "--credits", "50", "--reason", "Invoice 7", "--key", "invoice-7", .. Settings];

        Assert.Equal((0, $"150{Environment.NewLine}"), (await new GrantCommand(Context).RunAsync(args), _output.ToString()));
        Assert.Equal(1, await new GrantCommand(Context).RunAsync(args));

        Assert.Contains("was made before", _errors.ToString(), StringComparison.Ordinal);
        var granted = await _app.Database.ReadAsync(
            db => db.Set<LedgerEntry>().SingleAsync(entry => entry.Reason == "Invoice 7", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal((50, LedgerKind.Grant, teamId), (granted.Amount, granted.Kind, granted.TeamId));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("many")]
    public async Task A_grant_of_no_credits_is_refused(string credits)
    {
        Assert.Equal(2, await new GrantCommand(Context).RunAsync(["--team", $"{Guid.Empty}", "--credits", credits, "--reason", "x"]));
        Assert.Contains("--credits must be", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_made_works_and_unknown_members_have_none()
    {
        await StartAsync();

        Assert.Equal(0, await new KeyCommand(Context).RunAsync(["--email", "Owner@example.com", "--name", "Nightly", "--scopes", "read", .. Settings]));
        Assert.Equal(1, await new KeyCommand(Context).RunAsync(["--email", "nobody@example.com", "--name", "Nightly", .. Settings]));

        using var client = _app.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", _output.ToString().Trim());
        var answer = await client.GetAsync(new Uri("/api/v1/credits", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("nobody@example.com", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_for_a_forgotten_password_works_and_unknown_addresses_have_none()
    {
        await StartAsync();

        Assert.Equal(0, await new PasswordResetCommand(Context).RunAsync(["--email", "Owner@example.com", "--Email:SiteUrl=https://site.example/", .. Settings]));
        Assert.Equal(1, await new PasswordResetCommand(Context).RunAsync(["--email", "nobody@example.com", .. Settings]));

        var link = new Uri(_output.ToString().Trim());
        Assert.Equal("https://site.example/account/reset", link.GetLeftPart(UriPartial.Path));
        using var client = _app.NewClient();
        var page = await (await client.SendFormAsync(link.PathAndQuery, ("Input.Password", "battery staple"))).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Your password is changed", page, StringComparison.Ordinal);
        Assert.Contains("nobody@example.com", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifying_finds_the_books_in_order_and_says_so_when_they_are_not()
    {
        var teamId = await StartAsync();
        Assert.Equal(0, await new VerifyCommand(Context).RunAsync(Settings));

        await _app.Database.WriteAsync(
            (db, token) => db.Set<LedgerEntry>().Where(entry => entry.TeamId == teamId).ExecuteUpdateAsync(set => set.SetProperty(e => e.BalanceChange, 99), token),
            TestContext.Current.CancellationToken);

        Assert.Equal(1, await new VerifyCommand(Context).RunAsync(Settings));
        Assert.Contains("A team's wallet is the sum of its ledger.", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_makes_the_tables_and_again_changes_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("creator-analytics-").FullName;
        string[] settings = ["--Database:Provider=Sqlite", $"--ConnectionStrings:CreatorAnalytics=Data Source={Path.Combine(folder, "new.db")};Pooling=False"];

        Assert.Equal(1, await new VerifyCommand(Context).RunAsync(settings));
        Assert.Contains("Run 'migrate'", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await new MigrateCommand(Context).RunAsync(settings));
        Assert.Equal(0, await new MigrateCommand(Context).RunAsync(settings));
        Assert.Equal(0, await new VerifyCommand(Context).RunAsync(settings));
        Assert.Contains("up to date", _output.ToString(), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private string[] Settings =>
        [$"--Database:Provider={(TestDatabase.IsSqlServer ? "SqlServer" : "Sqlite")}", $"--ConnectionStrings:CreatorAnalytics={_app.ConnectionString}"];

    private async Task<Guid> StartAsync()
    {
        await _app.StartAsync();
        return await _app.Database.ReadAsync(
            db => db.Set<Team>().Select(team => team.Id).SingleAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }

    private OperatorCommand? Made(string name) => name switch
    {
        "migrate" => new MigrateCommand(Context),
        "grant" => new GrantCommand(Context),
        "key" => new KeyCommand(Context),
        "password-reset" => new PasswordResetCommand(Context),
        "verify" => new VerifyCommand(Context),
        _ => null,
    };
}
