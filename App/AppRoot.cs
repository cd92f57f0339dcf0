namespace CreatorAnalytics;

/// <summary>The folder that holds appsettings.json and wwwroot/.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="IsSource">True when it was found above the assembly, as in a checkout; a published folder holds both itself.</param>
internal sealed record AppRoot(string Path, bool IsSource)
{
    /// <summary>Looks from the assembly's folder upwards, since the working directory may be any.</summary>
    /// <exception cref="DirectoryNotFoundException">No folder above the assembly holds both.</exception>
    public static AppRoot Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "appsettings.json"))
                && Directory.Exists(System.IO.Path.Combine(folder.FullName, "wwwroot")))
            {
                return new AppRoot(folder.FullName, !IsAssemblyFolder(folder));
            }
        }

        throw new DirectoryNotFoundException($"No folder at or above {AppContext.BaseDirectory} holds appsettings.json and wwwroot/.");
    }

    private static bool IsAssemblyFolder(DirectoryInfo folder) =>
        System.IO.Path.TrimEndingDirectorySeparator(folder.FullName) == System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
}
