using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CreatorAnalytics.Tests.Storage;

/// <summary>Microsoft's own parser of SQL Server's language, for machines without a SQL Server.</summary>
internal static class TransactSql
{
    /// <summary>Fails with the parser's complaints when SQL Server 2022 could not read the text; returns its statements.</summary>
    public static IReadOnlyList<TSqlStatement> MustParse(string sql)
    {
        using var text = new StringReader(sql);
        var script = (TSqlScript)new TSql160Parser(initialQuotedIdentifiers: true).Parse(text, out var errors);
        Assert.True(errors.Count == 0, $"{string.Join("\n", errors.Select(error => $"line {error.Line}: {error.Message}"))}\n{sql}");
        return [.. script.Batches.SelectMany(batch => batch.Statements)];
    }
}
