using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Accounts;

public sealed class TeamCreateTests : IDisposable
{
    private const string Key = "a-key-of-thirty-two-characters-xx";

    private readonly AppFixture _app = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_team_is_made_beside_a_running_server_and_its_id_printed()
    {
        var client = await _app.StartAsync();

        var exit = await RunAsync("--team", "Blue", "--email", "blue@example.com", "--password", "blue password", "--credits", "40", "--key", Key);

        Assert.Equal(("", 0), (_errors.ToString(), exit));
        var team = await _app.Database.ReadAsync(db => db.Set<Team>().SingleAsync(), TestContext.Current.CancellationToken);
        Assert.Equal($"{team.Id}{Environment.NewLine}", _output.ToString());
        Assert.Equal("Blue", team.Name);
        var signedIn = await client.SignInAsync("blue@example.com", "blue password");
        Assert.Equal(System.Net.HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Fact]
    public async Task A_taken_address_and_a_taken_key_are_both_named_and_nothing_is_made()
    {
        await _app.StartAsync();
        await RunAsync("--team", "Blue", "--email", "blue@example.com", "--password", "blue password", "--credits", "40", "--key", Key);

        var exit = await RunAsync("--team", "Red", "--email", "Blue@example.com", "--password", "red password", "--credits", "40", "--key", Key);

        Assert.Equal(1, exit);
        Assert.Contains("e-mail address", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("API key is in use", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await _app.Database.ReadAsync(db => db.Set<Team>().CountAsync(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_short_key_is_refused_with_its_reason()
    {
        await _app.StartAsync();

        var exit = await RunAsync("--team", "Blue", "--email", "blue@example.com", "--password", "blue password", "--credits", "40", "--key", "short");

        Assert.Equal(1, exit);
        Assert.Contains("at least 32 characters", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--team is missing.")]
    [InlineData("--credits needs a value.", "--credits")]
    [InlineData("--credits must be a whole number, 0 or more; it is '-3'.", "--credits", "-3")]
    [InlineData("'--colour' is not an argument of team-create.", "--colour", "blue")]
    public async Task Wrong_arguments_are_named(string problem, params string[] args)
    {
        Assert.Equal(2, await RunAsync(args));
        Assert.Contains(problem, _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task Without_tables_it_says_what_to_do_first()
    {
        var exit = await RunAsync("--team", "Blue", "--email", "blue@example.com", "--password", "blue password", "--credits", "40", "--key", Key);

        Assert.Equal(1, exit);
        Assert.Contains("start the server once", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_binary_itself_prints_only_the_id()
    {
        await _app.StartAsync();
        var (exit, printed, complained) = await Binary.RunAsync(
            "team-create", "--team", "Blue", "--email", "blue@example.com", "--password", "blue password", "--credits", "40", "--key", Key,
            "--Database:Provider=Sqlite", $"--ConnectionStrings:{DatabaseOptions.ConnectionStringName}={_app.ConnectionString}");

        Assert.Equal("", complained);
        Assert.Equal(0, exit);
        Assert.True(Guid.TryParse(printed, out _));
    }

    private Task<int> RunAsync(params string[] args)
    {
        var command = new TeamCreateCommand(CommandLine.HostOfTeams, _output, _errors);
        return command.RunAsync(
            ["--Database:Provider=Sqlite", $"--ConnectionStrings:{DatabaseOptions.ConnectionStringName}={_app.ConnectionString}", .. args]);
    }
}
