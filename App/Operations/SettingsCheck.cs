using System.ComponentModel;
using System.Reflection;

namespace CreatorAnalytics.Operations;

/// <summary>
/// Reads the sections of the configuration that are ours before they are bound: a value of the wrong kind would stop the binder at the
/// first one, and a misspelt key it would not notice at all.
/// </summary>
internal static class SettingsCheck
{
    /// <summary>The types of this assembly, but for those of the migration commands where their library is not there to load.</summary>
    public static IReadOnlyList<Type> OwnTypes { get; } = Load(typeof(SettingsCheck).Assembly);

    /// <summary>All options classes: those whose name ends in Options and that name their section in a constant.</summary>
    public static IReadOnlyList<Type> OptionsTypes { get; } =
        [.. OwnTypes.Where(type => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal) && SectionOf(type) is not null)];

    /// <summary>Sections that are documented or usual, but bound by others.</summary>
    private static readonly string[] OthersSections = ["ConnectionStrings", "Kestrel", "Logging", "Serilog"];

    /// <summary>The section that an options class binds, or null when it names none.</summary>
    public static string? SectionOf(Type options) =>
        options.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static) is { IsLiteral: true } section
            ? section.GetRawConstantValue() as string
            : null;

    /// <summary>One sentence for each value that cannot be read and each key that is not a setting.</summary>
    public static IEnumerable<string> ProblemsIn(IConfiguration configuration) =>
        OptionsTypes
            .GroupBy(options => SectionOf(options)!, StringComparer.OrdinalIgnoreCase)
            .SelectMany(section => ProblemsIn(
                configuration.GetSection(section.Key), section.Key, [.. section.SelectMany(options => options.GetProperties())]))
            .Concat(MisspeltSections(configuration));

    /// <summary>
    /// Sections that are none of ours but almost. Others are left alone: every variable of the environment is in the configuration, and
    /// the framework has sections of its own.
    /// </summary>
    private static IEnumerable<string> MisspeltSections(IConfiguration configuration)
    {
        string[] known = [.. OptionsTypes.Select(options => SectionOf(options)!).Concat(OthersSections).Distinct(StringComparer.OrdinalIgnoreCase)];
        foreach (var section in configuration.GetChildren().Where(child => child.GetChildren().Any()))
        {
            var nearest = known.MinBy(name => Distance(name.ToLowerInvariant(), section.Key.ToLowerInvariant()))!;
            if (Distance(nearest.ToLowerInvariant(), section.Key.ToLowerInvariant()) is 1 or 2)
                yield return $"{section.Key} is not a section of the settings; did you mean {nearest}?";
        }
    }

    private static Type[] Load(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partial)
        {
            return [.. partial.Types.OfType<Type>()];
        }
    }

    private static IEnumerable<string> ProblemsIn(IConfigurationSection section, string path, IReadOnlyCollection<PropertyInfo> properties)
    {
        var settings = properties.Where(property => property.SetMethod is { IsPublic: true } || HoldsSettings(property.PropertyType)).ToList();
        foreach (var child in section.GetChildren())
        {
            var setting = settings.Find(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            foreach (var problem in setting is null ? [Unknown(path, child.Key, settings)] : ProblemsIn(child, $"{path}:{setting.Name}", setting.PropertyType))
                yield return problem;
        }
    }

    private static IEnumerable<string> ProblemsIn(IConfigurationSection setting, string path, Type type)
    {
        if (HoldsSettings(type))
            return ProblemsIn(setting, path, type.GetProperties());
        return setting.Value is { } value && Expected(type, value) is { } expected ? [$"{path} must be {expected}; it is '{value}'."] : [];
    }

    // A group of further settings, not a value and not a list.
    private static bool HoldsSettings(Type type) => type.Assembly == typeof(SettingsCheck).Assembly && type.IsClass;

    /// <summary>What the value should have been, or null when it can be read as the type.</summary>
    private static string? Expected(Type type, string value)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (target == typeof(string) || (value.Length == 0 && target != type))
            return null;
        if (target.IsEnum)
            return Enum.TryParse(target, value, ignoreCase: true, out var parsed) && Enum.IsDefined(target, parsed)
                ? null
                : $"one of {string.Join(", ", Enum.GetNames(target))}";
        var converter = TypeDescriptor.GetConverter(target);
        if (!converter.CanConvertFrom(typeof(string)))
            return null;
        try
        {
            converter.ConvertFromInvariantString(value);
            return null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return Kind(target);
        }
    }

    private static string Kind(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
        TypeCode.Boolean => "true or false",
        _ => $"a {type.Name}",
    };

    private static string Unknown(string path, string key, IEnumerable<PropertyInfo> settings)
    {
        var names = settings.Select(setting => setting.Name).Order(StringComparer.Ordinal).ToList();
        var nearest = names.MinBy(name => Distance(name.ToLowerInvariant(), key.ToLowerInvariant()));
        return nearest is not null && Distance(nearest.ToLowerInvariant(), key.ToLowerInvariant()) <= Math.Max(2, key.Length / 3)
            ? $"{path}:{key} is not a setting; did you mean {path}:{nearest}?"
            : $"{path}:{key} is not a setting; {path} has {string.Join(", ", names)}.";
    }

    /// <summary>How many letters must be put in, left out or replaced to make one word of the other (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
