using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Creators;

/// <summary>Keeps images as files, in two levels of folders by the first digits of their names.</summary>
public sealed class MediaStore(IOptions<MediaOptions> options, IHostEnvironment environment)
{
    private readonly string _root = Path.GetFullPath(options.Value.Path, environment.ContentRootPath);

    /// <summary>The file of an image; null when it is not stored.</summary>
    public string? Find(MediaName name)
    {
        var path = PathOf(name);
        return File.Exists(path) ? path : null;
    }

    /// <summary>
    /// Stores an image. It appears under its name at once and whole, so several processes may store the same one at the same time.
    /// </summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
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
