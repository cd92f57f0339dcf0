using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Api;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Shell;

/// <summary>Every page is tried by everybody who may not: they are sent to sign in, or see what they would if nothing were there.</summary>
public sealed partial class PageAccessTests(AccessFixture access) : IClassFixture<AccessFixture>
{
    private const string Password = "a third horse";

    /// <summary>For each page the addresses it is tried at; the names in braces stand for things of our team. A page without a line fails.</summary>
    private static readonly Dictionary<string, (Who Who, string[] Addresses)> Pages = new()
    {
        ["/"] = (Who.Members, ["/", "/?creators={username}"]),
        ["/account"] = (Who.Members, ["/account"]),
        ["/account/keys"] = (Who.Members, ["/account/keys"]),
        ["/audit"] = (Who.Members, ["/audit?member={userId}", "/audit?member={userId}&kind=searched"]),
        ["/compare"] = (Who.Members, ["/compare?creators={username}", "/compare?creators={username},newcomer"]),
        ["/creators"] = (Who.Members, ["/creators", "/creators?list={listId}", "/creators?q={username}"]),
        ["/creators/{Username}"] = (Who.Members, ["/creators/{username}", "/creators/{username}?version=1"]),
        ["/credits"] = (Who.Members, ["/credits", "/credits?member={userId}"]),
        ["/credits/ledger"] = (Who.Members, ["/credits/ledger", "/credits/ledger?search={jobId}", "/credits/ledger?member={userId}", "/credits/ledger?kind=charge"]),
        ["/settings/webhooks"] = (Who.Members, ["/settings/webhooks"]),
        ["/team"] = (Who.Members, ["/team"]),
        ["/operations"] = (Who.Operators, ["/operations"]),
        ["/operations/tables"] = (Who.Operators, ["/operations/tables"]),
        ["/operations/tables/{Slug}"] = (Who.Operators, ["/operations/tables/topics", "/operations/tables/nothing"]),
        ["/account/sign-in"] = (Who.Anybody, ["/account/sign-in"]),
        ["/account/second-step"] = (Who.Anybody, ["/account/second-step"]),
        ["/account/register"] = (Who.Anybody, ["/account/register"]),
        ["/account/forgot"] = (Who.Anybody, ["/account/forgot"]),
        ["/account/reset"] = (Who.Anybody, ["/account/reset", "/account/reset?link=x"]),
        ["/account/join"] = (Who.Anybody, ["/account/join", "/account/join?invitation=x"]),
        ["/not-found"] = (Who.Anybody, ["/not-found"]),
        ["/error"] = (Who.Anybody, ["/error"]),
        ["/error/{code:int}"] = (Who.Anybody, ["/error/404"]),
    };

    /// <summary>What else there is to call beside /api: why nobody can do harm with it.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["/exports/ledger"] = "A file, for members; see Files.",
        ["/exports/usage"] = "A file, for members; see Files.",
        ["/exports/creators"] = "A file, for members; see Files.",
        ["/exports/searches/{jobId:guid}"] = "A file, for members; see Files.",
        ["/operations/tables/{slug}/versions/{version:int}"] = "A file, for operators; OperationsAccessTests.",
        ["/audit/export"] = "A file of the audit log, for members.",
        ["/account/sign-out"] = "A form with an antiforgery token.",
        ["/account/team"] = "A form with an antiforgery token, for members.",
        ["/media/{name}"] = "Public pictures under names that cannot be guessed.",
        ["/webhooks/apify"] = "Needs the secret; ApifyWebhookTests.",
        ["/docs"] = "The same for everybody.",
        ["/openapi/v1.json"] = "The same for everybody.",
        ["/health/live"] = "Says only that the process lives.",
        ["/health/ready"] = "Says only whether the process is ready.",
    };

    /// <summary>Where files are had.</summary>
    private static readonly string[] Files =
    [
        "/exports/ledger?format=csv", "/exports/ledger?format=csv&search={jobId}", "/exports/usage?format=csv", "/exports/usage?format=json&by=creator",
        "/exports/creators?format=csv", "/exports/creators?format=csv&list={listId}", "/exports/creators?format=csv&q={username}", "/exports/searches/{jobId}?format=csv",
    ];

    private readonly List<string> _problems = [];

    private enum Who
    {
        Anybody,
        Members,
        Operators,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_page_and_every_other_address_has_a_rule()
    {
        var endpoints = access.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .Select(endpoint => (Route: $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}", IsPage: endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null))
            .Where(endpoint => !endpoint.Route.StartsWith("/api/", StringComparison.Ordinal))
            .Where(endpoint => !endpoint.Route.StartsWith("/_", StringComparison.Ordinal) && endpoint.Route != "/{**path:file}")
            .Distinct().ToLookup(endpoint => endpoint.IsPage, endpoint => endpoint.Route);

        Assert.Equal(Pages.Keys.Order(), endpoints[true].Order());
        Assert.Equal(Others.Keys.Order(), endpoints[false].Order());
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in_and_sees_nothing_whatever_key_they_send()
    {
        var key = await access.KeyAsync(access.Owner, ApiKeyScopes.All);
        foreach (var (_, (who, addresses)) in Pages)
        {
            foreach (var address in addresses)
            {
                var nobody = await OpenAsync(access.Api.Anonymous(), address, Ours);
                using var withKey = access.Api.Anonymous();
                withKey.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
                var program = await OpenAsync(withKey, address, Ours);

                Expect(nobody.Status == program.Status && nobody.Words == program.Words, $"{address}: a key opens it", program);
                Expect(
                    who switch
                    {
                        Who.Members => nobody.Status == HttpStatusCode.Redirect && nobody.Location.Contains(AccountUrls.SignInPath, StringComparison.Ordinal) && nobody.Html.Length == 0,
                        Who.Operators => nobody.Status == HttpStatusCode.NotFound,
                        _ => true,
                    },
                    address,
                    nobody);
                ExpectNothingOfOurs(address, nobody);
            }
        }

        foreach (var address in Files)
        {
            var file = await OpenAsync(access.Api.Anonymous(), address, Ours);
            Expect(file.Status == HttpStatusCode.Redirect && file.Html.Length == 0, address, file);
        }

        AssertNoProblems();
    }

    [Fact]
    public async Task Who_is_of_another_team_sees_word_for_word_what_they_would_if_nothing_were_there()
    {
        using var client = access.Api.Anonymous();
        await client.SignInAsync("other@example.com", "another horse");
        foreach (var address in Pages.Values.SelectMany(page => page.Addresses).Concat(Files))
        {
            var foreign = await OpenAsync(client, address, Ours);
            var absent = await OpenAsync(client, address, Absent);
            Expect(foreign.Status == absent.Status && foreign.Words == absent.Words, $"{address}: foreign is told from absent ({absent.Words})", foreign);
            ExpectNothingOfOurs(address, foreign);
        }

        AssertNoProblems();
    }

    [Fact]
    public async Task A_member_sees_nothing_of_what_others_spent_or_manage()
    {
        var member = await access.JoinAsync("clerk@example.com");
        await access.Database.WriteAsync(
            (db, token) => db.Set<AppUser>().Where(user => user.Id == member.UserId).ExecuteUpdateAsync(set => set.SetProperty(user => user.ActiveTeamId, member.TeamId), token), Cancel);
        using var client = access.Api.Anonymous();
        await client.SignInAsync("clerk@example.com", Password);

        foreach (var address in Pages.Where(page => page.Key is "/" or "/account/keys" or "/settings/webhooks" or "/audit" or "/credits" or "/credits/ledger").SelectMany(page => page.Value.Addresses)
            .Concat(Files.Where(address => !address.StartsWith("/exports/creators", StringComparison.Ordinal))))
        {
            var page = await OpenAsync(client, address, Ours);
            Expect(page.Status == (address.StartsWith("/exports/searches", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK), address, page);
            ExpectNothingOfOurs(address, page);
            Expect(page.Words == (await OpenAsync(client, address, Absent)).Words, $"{address}: others' things are told from absent ones", page);
        }

        var team = await OpenAsync(client, "/team", Ours);
        Expect(team.Words.Contains("owner@example.com", StringComparison.Ordinal) && !team.Html.Contains("invite-email", StringComparison.Ordinal), "/team", team);
        var operations = await OpenAsync(client, "/operations", Ours);
        Expect(operations.Status == HttpStatusCode.NotFound, "/operations", operations);
        AssertNoProblems();
    }

    private Dictionary<string, string> Ours => new(access.Ours) { ["userId"] = $"{access.Owner.UserId}" };

    private static Dictionary<string, string> Absent => new()
    {
        ["username"] = "absentee",
        ["listId"] = $"{Guid.CreateVersion7()}",
        ["jobId"] = $"{Guid.CreateVersion7()}",
        ["userId"] = $"{Guid.CreateVersion7()}",
    };

    private static async Task<Page> OpenAsync(HttpClient client, string address, Dictionary<string, string> values)
    {
        var url = Parameters().Replace(address, match => values[match.Groups[1].Value]);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative)) { Headers = { { "Accept", "text/html" } } };
        using var answer = await client.SendAsync(request, Cancel);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        var words = Spaces().Replace(Markup().Replace(html, " "), " ");
        foreach (var value in Parameters().Matches(address).Select(match => values[match.Groups[1].Value]))
            words = words.Replace(value, "…", StringComparison.OrdinalIgnoreCase);
        return new Page(answer.StatusCode, answer.Headers.Location?.OriginalString ?? "", html, words);
    }

    private void Expect(bool so, string what, Page page)
    {
        if (!so)
            _problems.Add($"{what} → {page.Status} {page.Location} {page.Words}");
    }

    /// <summary>But what the address itself held.</summary>
    private void ExpectNothingOfOurs(string address, Page page)
    {
        foreach (var (name, value) in Ours.Where(thing => !address.Contains($"{{{thing.Key}}}", StringComparison.Ordinal)))
            Expect(!page.Html.Contains(value, StringComparison.OrdinalIgnoreCase), $"{address} tells our {name}", page);
    }

    private void AssertNoProblems() => Assert.True(_problems.Count == 0, string.Join("\n\n", _problems));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameters();

    [GeneratedRegex("<!--.*?-->|<script.*?</script>|<style.*?</style>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <param name="Words">What people read, without what the address held.</param>
    private sealed record Page(HttpStatusCode Status, string Location, string Html, string Words);
}
