using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Operations;

/// <summary>
/// Everything that keeps the configuration from working, at once, so that nobody has to start ten times to learn of ten mistakes. Each
/// sentence names its key and what to set.
/// </summary>
internal static class StartProblems
{
    /// <param name="services">Null when the application could not even be put together: then only the configuration itself is read.</param>
    public static IReadOnlyList<string> Of(IConfiguration configuration, IServiceProvider? services)
    {
        var unreadable = SettingsCheck.ProblemsIn(configuration).ToList();
        var invalid = services is null ? [] : SettingsCheck.OptionsTypes.SelectMany(options => Failures(options, services, unreadable));
        return [.. unreadable.Concat(invalid).Concat(AddressProblems(configuration)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> Failures(Type options, IServiceProvider services, List<string> unreadable)
    {
        try
        {
            // What ValidateOnStart does, but for all classes: the host would stop at the first that cannot be bound.
            ((IOptionsReader)Activator.CreateInstance(typeof(OptionsReader<>).MakeGenericType(options))!).Read(services);
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return [.. invalid.Failures];
        }
        catch (InvalidOperationException)
            when (unreadable.Any(problem => problem.StartsWith($"{SettingsCheck.SectionOf(options)}:", StringComparison.OrdinalIgnoreCase)))
        {
            return [];
        }
    }

    private static IEnumerable<string> AddressProblems(IConfiguration configuration)
    {
        foreach (var address in Parts(configuration[WebHostDefaults.ServerUrlsKey]).Where(address => !IsAddress(address)))
            yield return $"ASPNETCORE_URLS must hold addresses such as http://localhost:5000; '{address}' is not one.";
        foreach (var key in (string[])[WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey])
        {
            foreach (var port in Parts(configuration[key]).Where(port => !ushort.TryParse(port, out _)))
                yield return $"ASPNETCORE_{key.ToUpperInvariant()} must hold ports of 0 to 65535; '{port}' is not one.";
        }
    }

    private static string[] Parts(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool IsAddress(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            return address.Scheme is "http" or "https" && (address.IsUnixPipe || address.Port is >= 0 and <= ushort.MaxValue);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private interface IOptionsReader
    {
        void Read(IServiceProvider services);
    }

    private sealed class OptionsReader<T> : IOptionsReader
        where T : class
    {
        public void Read(IServiceProvider services) => _ = services.GetRequiredService<IOptions<T>>().Value;
    }
}
