namespace CreatorAnalytics.Tests.Support;

/// <summary>The checkout that these tests were built from.</summary>
public static class Repository
{
    private static readonly string[] NotOurs = [".git", "bin", "obj", "data", "artifacts", "TestResults", "node_modules"];

    /// <summary>The folder that holds CreatorAnalytics.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all files, relative to <see cref="Root"/>, with forward slashes; build output left out.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. FilesBelow(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> FilesBelow(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(child => !NotOurs.Contains(child.Name)).SelectMany(FilesBelow));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CreatorAnalytics.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests must run inside a checkout.");
        return folder.FullName;
    }
}
