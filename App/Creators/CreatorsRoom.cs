using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Creators;

/// <summary>What Creators puts into the application.</summary>
public static class CreatorsRoom
{
    public static void AddCreators(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<CreatorOptions>(CreatorOptions.Section, options => options.Problems());
        services.AddCheckedOptions<MediaOptions>(MediaOptions.Section, options => options.Problems());
        services.AddSingleton<TeamLibrary>();
        services.AddSingleton<CreatorLists>();
        services.AddSingleton<MediaOrigins>();
        services.AddSingleton<IMediaStore>(provider => provider.GetRequiredService<IOptions<MediaOptions>>().Value.Store switch
        {
            MediaStoreKind.S3 => ActivatorUtilities.CreateInstance<S3MediaStore>(provider),
            _ => ActivatorUtilities.CreateInstance<DiskMediaStore>(provider),
        });
        services.AddSingleton<ThumbnailMaker>();
        services.AddSingleton<ImageFetcher>();
        services.AddSingleton<CreatorMedia>();

        // The time limit is the creator's, over all of its pictures; and addresses carry signatures, which do not belong into the log.
        services.AddHttpClient(ImageFetcher.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(ImageFetcher.CreateHandler)
            .RemoveAllLoggers();
    }

    public static void MapCreators(this WebApplication app)
    {
        MediaEndpoint.Map(app);
        LibraryExport.Map(app);
    }
}
