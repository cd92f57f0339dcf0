using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Storage;

/// <summary>How every room registers its options.</summary>
public static class OptionsRegistration
{
    /// <summary>
    /// Binds a section and checks it when the application starts. <paramref name="problems"/> returns one sentence a problem, each naming
    /// its key and what to set.
    /// </summary>
    public static void AddCheckedOptions<T>(this IServiceCollection services, string section, Func<T, IEnumerable<string>> problems)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new Check<T>(problems));
    }

    private sealed class Check<T>(Func<T, IEnumerable<string>> problems) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var found = problems(options).ToList();
            return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
        }
    }
}
