using CreatorAnalytics.Operations;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Architecture;

public sealed class OptionsTests : IDisposable
{
    private readonly AppFixture _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void Every_options_class_is_bound_and_checked_when_the_application_starts() => Offenders.None(
        "A wrong setting is refused at start, not met at night (AddCheckedOptions does all of it):",
        SettingsCheck.OptionsTypes,
        options => (IsRegistered(typeof(IConfigureOptions<>), options), IsRegistered(typeof(IValidateOptions<>), options)) is (true, true)
            ? []
            : [$"{options.FullName} is not bound or has no check"]);

    [Fact]
    public void Every_class_that_is_bound_names_its_section() => Offenders.None(
        "Without a Section constant its keys are not looked at when the application starts:",
        [.. AppAssembly.RuntimeTypes.Where(type => type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith("Options", StringComparison.Ordinal))],
        type => SettingsCheck.SectionOf(type) is null && type.Assembly == typeof(Program).Assembly && IsRegistered(typeof(IConfigureOptions<>), type)
            ? [type.FullName!]
            : []);

    private bool IsRegistered(Type service, Type options) => _app.Services.GetServices(service.MakeGenericType(options)).Any();
}
