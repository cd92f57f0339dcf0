using Microsoft.JSInterop;

namespace CreatorAnalytics.Ui;

/// <summary>The clipboard of whoever looks at the page.</summary>
public static class Clipboard
{
    /// <summary>Copies the text; false when the browser does not allow it.</summary>
    public static async Task<bool> TryCopyAsync(IJSRuntime js, string? text, CancellationToken cancellationToken)
    {
        try
        {
            await js.InvokeVoidAsync("navigator.clipboard.writeText", cancellationToken, text);
            return true;
        }
        catch (JSException)
        {
            // Browsers give the clipboard only to pages over TLS or on this machine.
            return false;
        }
    }
}
