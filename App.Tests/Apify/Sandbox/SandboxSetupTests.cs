using CreatorAnalytics.Apify.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Apify.Sandbox;

public sealed class SandboxSetupTests
{
    [Theory]
    [InlineData("Development", null, null, true)]
    [InlineData("Development", "apify_api_x", null, false)]
    [InlineData("Development", "apify_api_x", "true", true)]
    [InlineData("Production", "apify_api_x", null, false)]
    [InlineData("Production", null, "true", true)]
    public async Task The_sandbox_starts_when_it_is_chosen(string environment, string? token, string? enabled, bool isOn)
    {
        await using var app = Build(environment, ("Apify:Token", token), ("Sandbox:Enabled", enabled));

        await app.StartAsync(TestContext.Current.CancellationToken);
        var sandbox = app.Services.GetRequiredService<InProcessSandbox>();

        Assert.Equal(isOn, sandbox.IsOn);
        if (isOn)
            Assert.True(sandbox.BaseAddress is { IsLoopback: true, Port: > 0 });
        else
            Assert.Throws<InvalidOperationException>(() => sandbox.BaseAddress);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Production", null)]
    [InlineData("Production", "false")]
    [InlineData("Development", "false")]
    public async Task Without_a_token_and_without_the_sandbox_the_application_refuses_to_start_and_names_both_keys(string environment, string? enabled)
    {
        await using var app = Build(environment, ("Sandbox:Enabled", enabled));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Apify:Token", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Sandbox:Enabled=true", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_value_that_cannot_work_is_named_at_once()
    {
        await using var app = Build("Development", ("Sandbox:Port", "70000"), ("Sandbox:TimeScale", "-1"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["Sandbox:Port", "Sandbox:TimeScale"], refusal.Failures.Select(failure => failure.Split(' ')[0]));
    }

    [Theory]
    [InlineData("--port abc")]
    [InlineData("--port 70000")]
    [InlineData("--time-scale fast")]
    [InlineData("--seed 1.5")]
    [InlineData("--token")]
    [InlineData("--unknown")]
    public async Task Wrong_arguments_end_the_command_with_2(string arguments)
    {
        Assert.Equal(2, await new SandboxCommand().RunAsync(arguments.Split(' ')));
    }

    [Fact]
    public void Arguments_are_read_in_both_forms()
    {
        var (options, problems) = SandboxCommand.Parse(["--port=4011", "--time-scale", "0.5", "--seed", "-7", "--token", "t"]);

        Assert.Empty(problems);
        Assert.Equal((4011, 0.5, -7, "t"), (options.Port, options.TimeScale, options.Seed, options.Token));
    }

    [Fact]
    public async Task A_port_in_use_ends_the_command_with_1()
    {
        await using var other = await SandboxClient.StartAsync();

        Assert.Equal(1, await new SandboxCommand().RunAsync(["--port", $"{other.Http.BaseAddress!.Port}"]));
    }

    private static WebApplication Build(string environment, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value));
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddLogging();
        builder.AddSandbox();
        return builder.Build();
    }
}
