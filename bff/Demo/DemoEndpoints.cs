using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Bff.Accounts.Contract;
using Bff.Film.Contract;
using Bff.Platform.Pipes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Demo;

/// <summary>A newcomer's map of the sandbox.</summary>
/// <param name="Hospitals">The demo's hospitals.</param>
/// <param name="Persons">Whom one can sign in as.</param>
/// <param name="Films">Films with a link that opens them.</param>
/// <param name="Pages">Pages worth a look.</param>
internal sealed record Tour(
    IReadOnlyList<HospitalRef> Hospitals, IReadOnlyList<TourPerson> Persons, IReadOnlyList<TourFilm> Films, IReadOnlyList<TourPage> Pages);

/// <summary>Someone to sign in as.</summary>
/// <param name="Kind">`patient`, `staff` or `integrator`.</param>
/// <param name="Id">What to sign in with: the code of a patient, a user name, an app id.</param>
/// <param name="Name">How the person is called.</param>
/// <param name="About">What there is to see as this person.</param>
/// <param name="Secret">Password or app secret; null for patients, who need none here.</param>
internal sealed record TourPerson(string Kind, string Id, string Name, string About, string? Secret);

/// <summary>A demo film.</summary>
/// <param name="Title">What the study is called.</param>
/// <param name="About">Whose it is, where it was made, how many pictures.</param>
/// <param name="Url">Opens the viewer.</param>
/// <param name="Modality">DICOM modality, such as `CT`.</param>
internal sealed record TourFilm(string Title, string About, string Url, string Modality);

/// <summary>A page worth a look.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="About">What it shows.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Needs">Who must be signed in: `patient`, `staff` or null for nobody.</param>
internal sealed record TourPage(string Title, string About, string Url, string? Needs);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Tour))]
internal sealed partial class DemoJson : JsonSerializerContext;

/// <summary>What the sandbox shows on its first start.</summary>
public static class DemoEndpoints
{
    /// <summary>Registers the demo; production never calls this.</summary>
    public static void AddDemo(this IServiceCollection services)
    {
        services.AddApiTag("sandbox", "What the sandbox has to show; absent in production.");
        services.AddJson(DemoJson.Default);
        services.AddSingleton(new AddressLimit("sandbox", ["/api/sandbox"], PerSecond: 100, Burst: 600));
        services.AddSingleton<DemoTour>();
        services.AddSingleton<DemoPeople>();
        services.AddSingleton<DemoGuide>();
        services.AddSingleton<DemoLoader>();
        services.AddSingleton<DemoKnowledge>();
        services.AddOnce<DemoLoader>("demo.load", (demo, token) => demo.LoadAsync(token));
        services.AddOnce<DemoKnowledge>("demo.knowledge", (demo, token) => demo.PublishAsync(token));
    }

    /// <summary>Maps the tour of the sandbox.</summary>
    public static void MapDemo(this WebApplication app)
    {
        if (app.Environment.IsProduction()) return;
        app.MapGet("/api/sandbox/tour", TourAsync).AllowAnonymous().WithTags("sandbox");
    }

    /// <summary>People to sign in as, films to open and pages to look at.</summary>
    private static async Task<Ok<Tour>> TourAsync(DemoTour tour, HttpContext http) =>
        TypedResults.Ok(await tour.BuildAsync(http.RequestAborted));
}

/// <summary>Links of the demo films, renewed before they expire; only their hashes are in the database.</summary>
internal sealed class DemoTour(FilmCatalog catalog, AccountsDirectory accounts, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private static readonly Reach Everything = Reach.OfSystem("demo");
    private readonly ConcurrentDictionary<Guid, Lazy<Task<CatalogLink?>>> _known = new();

    public async Task<Tour> BuildAsync(CancellationToken cancellationToken)
    {
        var hospitals = await accounts.HospitalsAsync(cancellationToken);
        var films = new List<TourFilm>();
        var studies = await catalog.StudiesAsync(Everything, [.. DemoFilms.StudyInstanceUids], cancellationToken);
        foreach (var study in studies.Where(DemoFilms.Include))
            films.Add(new TourFilm(
                study.Description ?? "影像", $"{study.PatientName} · {study.HospitalName} · {study.InstanceCount} 幅",
                await PathAsync(study.Id), study.Modalities[0]));
        return new Tour(
            [.. hospitals.Select(h => new HospitalRef(h.Code, h.Name))],
            [
                .. DemoData.Patients.Select(p => new TourPerson("patient", p.Code, p.Name, p.About, null)),
                .. DemoData.Staff.Select(s => new TourPerson("staff", s.Username, s.Name, s.About, s.Password)),
                new TourPerson("integrator", DemoData.IntegratorAppId, "演示 PACS", "推送和查询影像（DICOMweb），创建看片链接。", DemoData.IntegratorSecret),
            ],
            films,
            [
                new TourPage("患者首页", "服务入口和本人的云胶片", "/#/home", "patient"),
                new TourPage("客服", "先问智能客服，需要时转人工；工作人员后台有坐席和知识库", "/#/support?hospital=demo-east", "patient"),
                new TourPage("院内导航", "3D 地图、无障碍路线、模拟行走", "/guide", null),
                new TourPage("工作人员后台", "接收记录、看片链接、统计、审计日志", "/staff", "staff"),
                new TourPage("接口说明", "全部接口：用途、参数、错误和凭证", "/api-docs", null),
                new TourPage("运行状况", "数据库、缓存、影像存储", "/health/ready", null),
            ]);
    }

    private async Task<string> PathAsync(Guid studyId)
    {
        var link = await Link(studyId).Value;
        if (link is not null && link.ExpiresAt - time.GetUtcNow() > TimeSpan.FromDays(1)) return link.Path;
        _known.TryRemove(studyId, out _);
        return (await Link(studyId).Value)?.Path ?? throw new InvalidOperationException("A demo film is gone.");
    }

    private Lazy<Task<CatalogLink?>> Link(Guid studyId) => _known.GetOrAdd(studyId, id =>
        new Lazy<Task<CatalogLink?>>(() => catalog.CreateLinkAsync(Everything, id, "演示", Lifetime, CancellationToken.None)));
}
