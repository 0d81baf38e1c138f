using Bff.Accounts.Contract;
using Bff.Film.Commands;
using Bff.Film.Contract;
using Bff.Film.Corrections;
using Bff.Film.Dicomweb;
using Bff.Film.Dicomweb.Stow;
using Bff.Film.Identity;
using Bff.Film.Ingest;
using Bff.Film.Links;
using Bff.Film.Office;
using Bff.Film.Pictures;
using Bff.Film.Values;
using Bff.Platform.Ops;
using Bff.Platform.Pipes;
using DicomRender.Decoding;
using DicomRender.Decoding.Managed;
using DicomRender.Decoding.Worker;

namespace Bff.Film;

/// <summary>The slice of the cloud film.</summary>
public static class FilmServices
{
    /// <summary>May see and mend what is in the film archive.</summary>
    internal const string StaffFilm = "staff-film";

    /// <summary>What a patient grants to someone who may see his films, in <c>accounts.grant</c>.</summary>
    internal const string Scope = "film";

    /// <summary>What a restore must not give back.</summary>
    public static readonly Revocation[] Revocations =
    [
        new("links", "select id::text from film.link where revoked_at is not null",
            "update film.link set revoked_at = now() where revoked_at is null and ($1::text[] is null or id = any($1::text[]::uuid[]))"),
        new("used views", "select jsonb_build_object('id', id, 'views', views)::text from film.link where max_views is not null and views > 0",
            """
            update film.link l set views = b.views
            from unnest($1::text[]) t, jsonb_to_record(t::jsonb) as b (id uuid, views integer) where l.id = b.id and l.views < b.views
            """),
    ];

    /// <summary>Registers the slice: its policy, JSON, encrypted columns and workers.</summary>
    public static void AddFilm(this IServiceCollection services)
    {
        services.AddStaffPolicy(StaffFilm, "film");
        services.AddJson(FilmJson.Default);
        services.AddApiTag("dicomweb", "DICOMweb for the systems of hospitals: they store, find and retrieve films of their hospitals.");
        services.AddApiTag("film", "The cloud film: links, what their holders see, patients' films, and the film office.");
        services.AddSingleton(new ExceptionProblem(ArchivedFiles.ProblemOf));
        services.AddSingleton(new ExceptionProblem(OneHospital.ProblemOf));
        services.AddOptions<FilmOptions>().BindConfiguration("Film").ValidateDataAnnotations().ValidateOnStart();
        foreach (var column in StudyCipher.Columns) services.AddSingleton(column);
        services.AddSingleton<StudyCipher>();
        AddDicomweb(services);
        AddIngest(services);
        AddPictures(services);
        AddLinks(services);
        AddCorrections(services);
        services.AddSingleton<OfficeStore>();
        services.AddSingleton<DayStore>();
        services.AddWorker<DayStore>(
            new WorkerSettings { Name = "film.days", Every = TimeSpan.FromSeconds(5) }, (days, token) => days.AddUpAsync(token));
        services.AddSingleton(provider =>
            new FilmCatalog(provider.GetRequiredService<StudyStore>(), provider.GetRequiredService<FilmLinks>()));
    }

    private static void AddDicomweb(IServiceCollection services)
    {
        services.AddSingleton<StudyStore>();
        services.AddSingleton<StowService>();
        services.AddSingleton<Originals>();
        services.AddSingleton<FrameValues>();
    }

    private static void AddIngest(IServiceCollection services)
    {
        services.AddSingleton<ReceivingFolder>();
        services.AddSingleton(FilingCipher.EncryptedColumn);
        services.AddSingleton<FilingCipher>();
        services.AddSingleton<FilingStore>();
        services.AddSingleton<StudyRows>();
        services.AddSingleton<StudyFiling>();
        services.AddSingleton<Rewriting>();
        services.AddSingleton<IngestStore>();
        services.AddSingleton<ArrivalStore>();
        services.AddSingleton<Leftovers>();
        services.AddSingleton<Reception>();
        services.AddSingleton<FrameBuilding>();
        services.AddSingleton<Preparation>();
        services.AddSingleton<CardBinding>();
        services.AddOutboxHandler<CardBinding>(CardBound.Topic, (cards, message, token) => cards.BindAsync(message, token));
        var settings = new WorkerSettings
        {
            Name = Preparation.WorkerName,
            Every = TimeSpan.FromSeconds(5),
            Parallel = Environment.ProcessorCount,
        };
        services.AddWorker<Preparation>(settings, (preparation, cancellationToken) => preparation.WorkOneAsync(cancellationToken));
        services.AddWorker<Preparation>(
            new WorkerSettings { Name = Preparation.RenewalName, Every = TimeSpan.FromMinutes(5) }, (preparation, token) => preparation.RenewOneAsync(token));
        services.AddWorker<Leftovers>("film.leftovers", TimeSpan.FromHours(1), (leftovers, token) => leftovers.SweepAsync(token));
        services.AddNightly<Leftovers>("film.strays", new TimeOnly(3, 40), (leftovers, token) => leftovers.FindStraysAsync(token));
    }

    private static void AddPictures(IServiceCollection services)
    {
        // Untrusted codestreams of the native codecs are decoded in child processes of this executable.
        services.AddSingleton(_ => new CodecProcessPool(CodecWorkerCommand.StartInfo, new CodecProcessOptions(), TimeProvider.System));
        services.AddSingleton<IDicomCodec>(provider => new DicomCodecs(provider.GetRequiredService<CodecProcessPool>()));
        services.AddSingleton<InstanceStore>();
        services.AddSingleton<FrameCache>();
        services.AddSingleton<FilmPictures>();
        services.AddSingleton<FilmAnnotations>();
        services.AddSingleton<Documents>();
        services.AddSingleton<FilmReader>();
    }

    private static void AddCorrections(IServiceCollection services)
    {
        services.AddSingleton<WithdrawalStore>();
        services.AddSingleton<NoteStore>();
        services.AddSingleton<Withdrawals>();
        services.AddSingleton<AppWithdrawals>();
        services.AddWorker<Withdrawals>(
            new WorkerSettings { Name = "film.withdrawn", Every = TimeSpan.FromSeconds(2) }, (withdrawals, token) => withdrawals.RemovePreparedAsync(token));
        services.AddSingleton<Deliveries>();
        services.AddSingleton<FilingDesk>();
        services.AddSingleton<Replacements>();
        services.AddSingleton<WithdrawnStore>();
        services.AddSingleton<OfficeCorrections>();
        services.AddSingleton<Refiling>();
        services.AddWorker<Refiling>(
            new WorkerSettings { Name = Refiling.WorkerName, Every = TimeSpan.FromSeconds(10) }, (refiling, token) => refiling.WorkAsync(token));
        // A node that is not told keeps what no row leads to any more, until other pictures take its place.
        services.AddSubscription<Withdrawals>(
            "film.withdrawn", WithdrawalStore.Topic, (withdrawals, told, token) => withdrawals.ForgetAsync(told, token), (_, _) => Task.CompletedTask);
    }

    private static void AddLinks(IServiceCollection services)
    {
        services.AddSingleton<LinkStore>();
        services.AddSingleton<LinkKeys>();
        services.AddSingleton<ViewProofs>();
        services.AddSingleton<LinkCache>();
        services.AddSingleton<FilmLinks>();
        services.AddSingleton<LinkDoor>();
        services.AddSingleton<LinkAnswers>();
        services.AddSingleton<FilmManifest>();
    }
}
