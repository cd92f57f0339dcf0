using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Operations;

public sealed class StartTests : IDisposable
{
    private readonly TestDatabase _database = TestDatabase.Empty();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Every_mistake_of_the_configuration_is_named_at_once()
    {
        await using var app = Start(
            ("Database:Provider", "Oracle"),
            ("Database:MigrateAtStart", "perhaps"),
            ("Credits:NewCreator", "abc"),
            ("Credits:ExistingCreators", "5"),
            ("Credits:Colour", "blue"),
            ("Job:MaxRetries", "2"),
            ("ConnectionString:CreatorAnalytics", "Data Source=x.db"),
            ("ASPNETCORE_URLS", "http://127.0.0.1:99999;nonsense"));

        Assert.Equal(1, await app.ExitCodeAsync());
        Assert.Contains("Database:Provider must be one of Sqlite, SqlServer; it is 'Oracle'.", app.Error, StringComparison.Ordinal);
        Assert.Contains("Database:MigrateAtStart must be true or false; it is 'perhaps'.", app.Error, StringComparison.Ordinal);
        Assert.Contains("Credits:NewCreator must be a whole number; it is 'abc'.", app.Error, StringComparison.Ordinal);
        Assert.Contains("Credits:ExistingCreators is not a setting; did you mean Credits:ExistingCreator?", app.Error, StringComparison.Ordinal);
        Assert.Contains("Credits:Colour is not a setting; Credits has ExistingCreator, MonthlyGrant, NewCreator, StartingGrant.", app.Error, StringComparison.Ordinal);
        Assert.Contains("Job is not a section of the settings; did you mean Jobs?", app.Error, StringComparison.Ordinal);
        Assert.Contains(
            "ConnectionString is not a section of the settings; did you mean ConnectionStrings?", app.Error, StringComparison.Ordinal);
        Assert.Contains("'http://127.0.0.1:99999' is not one.", app.Error, StringComparison.Ordinal);
        Assert.Contains("'nonsense' is not one.", app.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", app.Error + app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_out_of_range_is_named_beside_one_that_cannot_be_read()
    {
        await using var app = Start(
            ("Credits:ExistingCreator", "0"), ("Database:MigrateAtStart", "2"), ("Analysis:Sentiment:OnnxPath", "/no/such/model"), ("Analysis:Chat:Model", "small"));

        Assert.Equal(1, await app.ExitCodeAsync());
        Assert.Contains("Credits:ExistingCreator must be 1 or more; it is 0.", app.Error, StringComparison.Ordinal);
        Assert.Contains("Database:MigrateAtStart must be true or false; it is '2'.", app.Error, StringComparison.Ordinal);
        Assert.Contains("Analysis:Sentiment:OnnxPath: there is nothing at /no/such/model;", app.Error, StringComparison.Ordinal);
        Assert.Contains("Analysis:Chat:Endpoint must be set to the address of the model,", app.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_without_a_connection_string_says_what_to_set()
    {
        await using var app = Start(("Database:Provider", null), ("ConnectionStrings:CreatorAnalytics", null));

        Assert.Equal(1, await app.ExitCodeAsync());
        Assert.Contains(
            "ConnectionStrings:CreatorAnalytics must be set to a SQL Server connection string, or Database:Provider to Sqlite.",
            app.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_said_in_one_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var app = Start(("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"));

        Assert.Equal(1, await app.ExitCodeAsync());
        Assert.Equal(
            $"Failed to bind to address http://127.0.0.1:{port}: address already in use: "
            + "stop the program that uses it, or choose another address with ASPNETCORE_URLS.",
            app.Error.Trim());
        Assert.DoesNotContain("   at ", app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Production_the_address_is_printed_and_each_line_is_a_JSON_object()
    {
        await using var app = Start();
        using var http = new HttpClient { BaseAddress = await app.AddressAsync() };
        using var answer = await http.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var lines = app.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        });
    }

    private AppProcess Start(params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(_database.Settings) { ["Sandbox:Enabled"] = "true", ["Sandbox:Port"] = "0" };
        foreach (var (key, value) in settings)
            all[key] = value;
        return AppProcess.Start(all);
    }
}
