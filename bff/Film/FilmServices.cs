using Bff.Platform;
using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using DicomRender.Decoding.Worker;

namespace Bff.Film;

internal static class FilmServices
{
    public static void AddFilm(this IServiceCollection services)
    {
        services.AddOptions<FilmOptions>().BindConfiguration("Film").ValidateDataAnnotations().ValidateOnStart();
        // Untrusted codestreams of the native codecs are decoded in child processes of this executable.
        services.AddSingleton(_ => new CodecProcessPool(CodecWorkerCommand.StartInfo, new CodecProcessOptions(), TimeProvider.System));
        services.AddSingleton<IDicomCodec>(provider => new DicomCodecs(provider.GetRequiredService<CodecProcessPool>()));
        services.AddSingleton<FilmStore>();
        services.AddSingleton<FilmIngest>();
        services.AddSingleton<FilmPictures>();
        services.AddSingleton<FilmAnnotations>();
        services.AddSingleton<FilmReader>();
        services.AddSingleton<FilmLinks>();
        services.AddSingleton<FilmManifest>();
        services.AddHostedService<IngestWorker>();
        services.AddSingleton(new EncryptedColumn("film.study", "patient_name_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("film.study", "mrn_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("film.study", "referring_name_enc", "id", "hospital_id"));
    }
}
