using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace CreatorAnalytics.Jobs;

/// <summary>Reads usernames from a file that the user chooses; when it has several columns, the user picks one.</summary>
public sealed partial class FileImport : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<ImportColumn> _columns = [];
    private ImportColumn? _picked;
    private string? _fileName;
    private string? _problem;
    private bool _wasCut;

    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>The usernames that were read, in the order of the file.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<string>> OnRead { get; set; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task ReadAsync(InputFileChangeEventArgs change)
    {
        Close();
        try
        {
            if (change.File.Size > SpreadsheetFile.LargestFile)
                throw new InvalidDataException($"The file is larger than {SpreadsheetFile.LargestFile / 1024 / 1024} MB. Keep only the column with the usernames.");
            using var content = new MemoryStream();
            await using (var sent = change.File.OpenReadStream(SpreadsheetFile.LargestFile, _closed.Token))
                await sent.CopyToAsync(content, _closed.Token);
            var read = await Task.Run(() => SpreadsheetFile.Read(content.ToArray()), _closed.Token);
            _columns = ImportColumn.Of(read.Rows);
            (_fileName, _wasCut) = (change.File.Name, read.WasCut);
            _picked = _columns.MaxBy(column => column.Likelihood);
            if (_picked is null)
                _problem = "There is no username in this file. Choose one with a column of usernames or profile links.";
            else if (_columns.Count == 1)
                await TakeAsync();
        }
        catch (InvalidDataException exception)
        {
            _problem = exception.Message;
        }
        catch (IOException)
        {
            _problem = "The file did not arrive in full. Choose it again.";
        }
    }

    private async Task TakeAsync()
    {
        var usernames = _picked?.Usernames ?? [];
        Close();
        await OnRead.InvokeAsync(usernames);
    }

    private void Close() => (_columns, _picked, _problem, _wasCut) = ([], null, null, false);
}
