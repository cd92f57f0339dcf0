using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CreatorAnalytics.Api;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Tests.Api;

/// <summary>/docs describes what the document does, with examples that are true.</summary>
public sealed partial class DocsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_is_shown_to_anybody_with_both_examples_and_nothing_comes_from_elsewhere()
    {
        using var anonymous = api.Anonymous();
        var answer = await anonymous.GetAsync(new Uri("/docs", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        var operations = await OperationsAsync();
        Assert.NotEmpty(operations);
        Assert.All(operations, operation =>
        {
            Assert.Contains($"id=\"{operation.Id}\"", page, StringComparison.Ordinal);
            Assert.Contains(ApiExamples.CSharp(operation.Id, operation.Method, operation.Path), page, StringComparison.Ordinal);
            Assert.Contains($"{operation.Path}'", page, StringComparison.Ordinal);
        });
        Assert.DoesNotContain("<td></td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>Created: <code>id, link, expiresAt, isMailed</code></td>", page, StringComparison.Ordinal);
        Assert.All(Loaded().Matches(page), link => Assert.StartsWith("/", link.Groups[1].Value, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_operation_that_takes_a_body_has_an_example_that_is_as_described()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        foreach (var operation in await OperationsAsync())
        {
            var schema = operation.Node["requestBody"]?["content"]!["application/json"]!["schema"];
            Assert.Equal(schema is null, ApiExamples.BodyOf(operation.Id) is null);
            if (schema is not null)
                Assert.Empty(new SchemaCheck(document).Problems(JsonNode.Parse(ApiExamples.BodyOf(operation.Id)!), schema));
        }
    }

    [Fact]
    public async Task Every_code_is_listed_that_a_problem_or_a_creator_can_have()
    {
        static IEnumerable<string> Constants(Type type) => type.GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        var ofProblems = Constants(typeof(Problems))
            .Concat(Enumerable.Range(400, 200).Select(status => (string)Problems.ForStatus(status).ProblemDetails.Extensions["code"]!))
            .Append("starting").Distinct().Order().ToList();
        Assert.Equal(ofProblems, DocumentedCodes.OfProblems.Select(problem => problem.Code).Order());
        var document = (await api.GetAsync("/openapi/v1.json"))["paths"]!.ToJsonString();
        var described = Regex.Matches(document, "A problem with the code ([^.]*)\\.").SelectMany(match => match.Groups[1].Value.Split(" or ")).Distinct();
        Assert.All(described, code => Assert.Contains(code, ofProblems));

        var ofCreators = Constants(typeof(ScrapeCodes)).Concat(Constants(typeof(ItemErrors))).Distinct().Order();
        Assert.Equal(ofCreators, DocumentedCodes.OfCreators.Select(creator => creator.Code).Order());

        using var anonymous = api.Anonymous();
        var page = await anonymous.GetStringAsync(new Uri("/docs", UriKind.Relative), Cancel);
        Assert.All(ofProblems.Concat(ofCreators), code => Assert.Contains($"<code>{code}</code>", page, StringComparison.Ordinal));
    }

    private async Task<List<(string Id, string Method, string Path, JsonNode Node)>> OperationsAsync() =>
        [.. (await api.GetAsync("/openapi/v1.json"))["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(operation => ((string)operation.Value!["operationId"]!, operation.Key.ToUpperInvariant(), path.Key, operation.Value!)))];

    [GeneratedRegex("(?:src|<link[^>]* href)=\"([^\"]*)\"")]
    private static partial Regex Loaded();
}
