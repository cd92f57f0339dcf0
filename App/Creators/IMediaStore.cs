namespace CreatorAnalytics.Creators;

/// <summary>
/// Keeps images under names that never change their content: storing the same one twice, or in several processes at once, is harmless.
/// </summary>
public interface IMediaStore
{
    /// <summary>Where browsers may fetch the image without us; null when this site serves it.</summary>
    Uri? PublicAddress(MediaName name);

    /// <summary>Whether the image is stored.</summary>
    /// <exception cref="IOException">The store cannot be asked.</exception>
    Task<bool> HasAsync(MediaName name, CancellationToken cancellationToken);

    /// <summary>The stored image, to be disposed by the caller; null when it is not stored.</summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    Task<Stream?> OpenAsync(MediaName name, CancellationToken cancellationToken);

    /// <summary>Stores an image. It appears under its name at once and whole.</summary>
    /// <exception cref="IOException">The store is full or cannot be written.</exception>
    Task WriteAsync(MediaName name, byte[] image, CancellationToken cancellationToken);
}
