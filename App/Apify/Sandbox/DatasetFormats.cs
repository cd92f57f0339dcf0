using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>A dataset's rows as a table (csv, html, xlsx) or as XML (xml, rss), the way the platform writes them.</summary>
internal static class DatasetFormats
{
    private const int MaxColumns = 2000;

    public static byte[] Write(string format, IQueryCollection query, IEnumerable<JsonObject> rows) => format switch
    {
        "csv" => Csv(query, Table.Of(rows)),
        "html" => Html(Table.Of(rows)),
        "xlsx" => Xlsx(query, Table.Of(rows)),
        "rss" => Xml(writer => WriteRss(writer, rows)),
        _ => Xml(writer => WriteItems(writer, Named(query, "xmlRoot", "items"), Named(query, "xmlRow", "item"), rows)),
    };

    private static byte[] Csv(IQueryCollection query, Table table)
    {
        var delimiter = Named(query, "delimiter", ",");
        var csv = new StringBuilder();
        if (!query.ContainsKey("bom") || query.Flag("bom"))
            csv.Append('\uFEFF');
        foreach (var line in table.Lines(withHeader: !query.Flag("skipHeaderRow")))
            csv.AppendJoin(delimiter, line.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static byte[] Html(Table table)
    {
        var html = new StringBuilder("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><table>");
        foreach (var (index, line) in table.Lines(withHeader: true).Index())
        {
            var tag = index == 0 ? "th" : "td";
            html.Append("<tr>").AppendJoin("", line.Select(cell => $"<{tag}>{WebUtility.HtmlEncode(cell)}</{tag}>")).Append("</tr>");
        }

        return Encoding.UTF8.GetBytes(html.Append("</table></body></html>").ToString());
    }

    /// <summary>The smallest workbook that spreadsheets open: one sheet, its texts written into the cells.</summary>
    private static byte[] Xlsx(IQueryCollection query, Table table)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Package = "http://schemas.openxmlformats.org/package/2006";
        const string Document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("[Content_Types].xml",
                $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}.sheet.main+xml\"/>"
                + $"<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{Types}.worksheet+xml\"/></Types>");
            Add("_rels/.rels",
                $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"r1\" Type=\"{Document}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add("xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Document}\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
            Add("xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"r1\" Type=\"{Document}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
            var sheet = new StringBuilder($"<worksheet xmlns=\"{Main}\"><sheetData>");
            foreach (var line in table.Lines(withHeader: !query.Flag("skipHeaderRow")))
                sheet.Append("<row>").AppendJoin("", line.Select(Cell)).Append("</row>");
            Add("xl/worksheets/sheet1.xml", sheet.Append("</sheetData></worksheet>").ToString());

            void Add(string path, string xml)
            {
                using var part = zip.CreateEntry(path).Open();
                part.Write(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{xml}"));
            }
        }

        return file.ToArray();

        static string Cell(string text) => $"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{WebUtility.HtmlEncode(WithoutControls(text))}</t></is></c>";
    }

    private static byte[] Xml(Action<XmlWriter> write)
    {
        using var xml = new MemoryStream();
        using (var writer = XmlWriter.Create(xml, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
            write(writer);
        return xml.ToArray();
    }

    private static void WriteItems(XmlWriter writer, string root, string row, IEnumerable<JsonObject> rows)
    {
        writer.WriteStartElement(XmlConvert.EncodeLocalName(root));
        foreach (var item in rows)
            WriteElement(writer, row, item);
        writer.WriteEndElement();
    }

    private static void WriteRss(XmlWriter writer, IEnumerable<JsonObject> rows)
    {
        writer.WriteStartElement("rss");
        writer.WriteAttributeString("version", "2.0");
        writer.WriteStartElement("channel");
        writer.WriteElementString("title", "Dataset");
        foreach (var item in rows)
            WriteElement(writer, "item", item);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>A list repeats its element; the property <c>@</c> holds an element's attributes and <c>#</c> its text.</summary>
    private static void WriteElement(XmlWriter writer, string name, JsonNode? value)
    {
        if (value is JsonArray list)
        {
            foreach (var element in list)
                WriteElement(writer, name, element);
            return;
        }

        writer.WriteStartElement(XmlConvert.EncodeLocalName(name));
        if (value is JsonObject fields)
        {
            foreach (var (attribute, text) in fields["@"] as JsonObject ?? [])
                writer.WriteAttributeString(XmlConvert.EncodeLocalName(attribute), WithoutControls(Table.Text(text)));
            foreach (var (field, inner) in fields.Where(field => field.Key is not ("@" or "#")))
                WriteElement(writer, field, inner);
            if (fields["#"] is { } content)
                writer.WriteString(WithoutControls(Table.Text(content)));
        }
        else if (value is not null)
            writer.WriteString(WithoutControls(Table.Text(value)));
        writer.WriteEndElement();
    }

    private static string WithoutControls(string text) => string.Concat(text.EnumerateRunes().Where(rune =>
        rune.Value is '\t' or '\n' or '\r' || (rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF))));

    private static string Named(IQueryCollection query, string name, string otherwise) =>
        query[name].ToString() is { Length: > 0 } given ? given : otherwise;

    /// <summary>Rows under columns: nested values get columns of their own, named by their path, in order of appearance.</summary>
    private sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<Dictionary<string, string>> Rows)
    {
        public static Table Of(IEnumerable<JsonObject> rows)
        {
            var flat = rows.Select(Flat).ToList();
            return new Table([.. flat.SelectMany(row => row.Keys).Distinct(StringComparer.Ordinal).Take(MaxColumns)], flat);
        }

        public IEnumerable<IEnumerable<string>> Lines(bool withHeader) =>
            Rows.Select(row => Columns.Select(column => row.GetValueOrDefault(column, ""))).Prepend(Columns).Skip(withHeader ? 0 : 1);

        public static string Text(JsonNode? value) => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            ? value.ToJsonString()
            : value?.ToString() ?? "";

        private static Dictionary<string, string> Flat(JsonObject row)
        {
            var flat = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in row)
                Add(value, name);
            return flat;

            void Add(JsonNode? value, string path)
            {
                switch (value)
                {
                    case JsonObject fields:
                        foreach (var (name, field) in fields)
                            Add(field, $"{path}/{name}");
                        break;
                    case JsonArray list:
                        foreach (var (index, element) in list.Index())
                            Add(element, string.Create(CultureInfo.InvariantCulture, $"{path}/{index}"));
                        break;
                    default:
                        flat[path] = Text(value);
                        break;
                }
            }
        }
    }
}
