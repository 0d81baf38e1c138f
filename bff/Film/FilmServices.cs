using DicomRender;
using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using DicomRender.Decoding.Worker;

namespace Bff.Film;

/// <summary>The slice of the cloud film.</summary>
public static class FilmServices
{
    /// <summary>May see and mend what is in the film archive.</summary>
    internal const string StaffFilm = "staff-film";

    /// <summary>Registers the slice: its policy, JSON, encrypted columns and workers.</summary>
    public static void AddFilm(this IServiceCollection services)
    {
        services.AddStaffPolicy(StaffFilm, "film");
        services.AddJson(FilmJson.Default);
        services.AddSingleton(new ExceptionProblem(e => e is DicomException dicom ? (422, "dicom." + dicom.Code, dicom.Message) : null));
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
