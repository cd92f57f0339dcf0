using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CreatorAnalytics.Storage;

/// <summary>Stores an enum as the lower-case word that pages and the API use for it.</summary>
public static class LowerCaseEnum
{
    private const int MaxLength = 20;

    /// <summary>Stores the property as its lower-case name, in a column of 20 characters.</summary>
    public static PropertyBuilder<T> HasLowerCaseConversion<T>(this PropertyBuilder<T> property)
        where T : struct, Enum =>
        property.HasConversion(new Converter<T>()).HasMaxLength(MaxLength).IsUnicode(false);

    /// <inheritdoc cref="HasLowerCaseConversion{T}(PropertyBuilder{T})"/>
    public static PropertyBuilder<T?> HasLowerCaseConversion<T>(this PropertyBuilder<T?> property)
        where T : struct, Enum =>
        property.HasConversion(new Converter<T>()).HasMaxLength(MaxLength).IsUnicode(false);

    /// <summary>The word that is stored for a value.</summary>
    internal static string WordOf(Enum value) => value.ToString().ToLowerInvariant();

    private sealed class Converter<T>()
        : ValueConverter<T, string>(value => WordOf(value), word => Enum.Parse<T>(word, ignoreCase: true))
        where T : struct, Enum;
}
