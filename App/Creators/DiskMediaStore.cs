using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Creators;

/// <summary>Keeps images as files, in two levels of folders by the first digits of their names.</summary>
public sealed class DiskMediaStore(IOptions<MediaOptions> options, IHostEnvironment environment) : IMediaStore
{
    private readonly string _root = Path.GetFullPath(options.Value.Path, environment.ContentRootPath);

    public Uri? PublicAddress(MediaName name) => null;

    public Task<bool> HasAsync(MediaName name, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(name)));

    public Task<Stream?> OpenAsync(MediaName name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return Task.FromResult<Stream?>(File.Exists(path) ? File.OpenRead(path) : null);
    }

    /// <inheritdoc/>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public async Task WriteAsync(MediaName name, byte[] image, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, image, cancellationToken);
            if (!File.Exists(path))
                File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            // After the move there is nothing under this name any more.
            File.Delete(temporary);
        }
    }

    private string PathOf(MediaName name) => Path.Combine(_root, name.Hash[..2], name.Hash[2..4], name.ToString());
}
