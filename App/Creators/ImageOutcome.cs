namespace CreatorAnalytics.Creators;

/// <summary>Why a picture could not be kept.</summary>
public enum ImageProblem
{
    /// <summary>Its address, or one it redirects to, is not on the list of allowed hosts.</summary>
    ForeignHost,

    /// <summary>The host did not answer with the picture.</summary>
    NotServed,

    /// <summary>More bytes than a picture has.</summary>
    TooLarge,

    /// <summary>Not a JPEG, PNG or WebP, or a damaged one.</summary>
    NotAnImage,

    /// <summary>It would unpack to more pixels than a picture has.</summary>
    TooManyPixels,

    /// <summary>The creator's pictures took longer than allowed.</summary>
    TimedOut,

    /// <summary>The store could not write it.</summary>
    NotStored,
}

/// <summary>An image's bytes, or why there are none.</summary>
public readonly record struct ImageOutcome(byte[]? Bytes, ImageProblem? Problem)
{
    public static implicit operator ImageOutcome(byte[] bytes) => new(bytes, null);

    public static implicit operator ImageOutcome(ImageProblem problem) => new(null, problem);
}
