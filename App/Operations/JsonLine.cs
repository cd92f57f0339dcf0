using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace CreatorAnalytics.Operations;

/// <summary>
/// A log line as a JSON object, in the names of Serilog's compact format (<c>@t</c> time, <c>@m</c> message, <c>@l</c> level unless it
/// is Information, <c>@x</c> exception, <c>@tr</c> trace and <c>@sp</c> span, then the properties). Its own renderer puts every text of
/// a message in quotation marks, which spoils addresses and paths for whoever searches for them.
/// </summary>
internal sealed class JsonLine : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    private readonly JsonValueFormatter _values = new(typeTagName: "$type");

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, message);

        output.Write($"{{\"@t\":\"{logEvent.Timestamp.UtcDateTime:O}\"");
        WriteText(output, "@m", message.ToString());
        if (logEvent.Level is not LogEventLevel.Information)
            WriteText(output, "@l", logEvent.Level.ToString());
        if (logEvent.Exception is { } exception)
            WriteText(output, "@x", exception.ToString());
        if (logEvent is { TraceId: { } trace, SpanId: { } span })
            output.Write($",\"@tr\":\"{trace.ToHexString()}\",\"@sp\":\"{span.ToHexString()}\"");
        foreach (var (name, value) in logEvent.Properties)
        {
            output.Write(',');
            JsonValueFormatter.WriteQuotedJsonString(name, output);
            output.Write(':');
            _values.Format(value, output);
        }

        output.WriteLine('}');
    }

    private static void WriteText(TextWriter output, string name, string text)
    {
        output.Write($",\"{name}\":");
        JsonValueFormatter.WriteQuotedJsonString(text, output);
    }
}
