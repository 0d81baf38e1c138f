using Bff.Demo.Phantoms;
using Bff.Film.Contract;

namespace Bff.Demo;

/// <summary>One demo study and how many instances it has.</summary>
internal sealed record DemoFilm(string Title, string HospitalCode, PhantomStudy Study, int InstanceCount, Func<PhantomStudy, IEnumerable<PhantomInstance>> Generate)
{
    public string StudyInstanceUid => Study.StudyInstanceUid;

    /// <summary>The files, generated one by one.</summary>
    public IEnumerable<byte[]> Instances()
    {
        foreach (var instance in Generate(Study))
        {
            using var file = new MemoryStream();
            instance.Write(file);
            yield return file.ToArray();
        }
    }
}

/// <summary>The sandbox's films: generated files, pushed like anyone else's.</summary>
internal static class DemoFilms
{
    private static readonly PhantomPatient Li = new("Li^Xiuying=李^秀英", "DE0010023", new DateOnly(1958, 3, 12), 'F');
    private static readonly PhantomPatient LiAtTcm = Li with { Id = "TC0450071" };
    private static readonly PhantomPatient Wang = new("Wang^Jianguo=王^建国", "DE0010456", new DateOnly(1949, 10, 8), 'M');

    public static readonly DemoFilm[] All =
    [
        new("胸部 CT", "demo-east", new PhantomStudy(Li, "CT20261118001", new DateTime(2026, 11, 18, 9, 40, 0), "申城东方医院"), 120, study => PhantomStudies.ChestCt(study)),
        new("头部磁共振", "demo-tcm", new PhantomStudy(LiAtTcm, "MR20261109012", new DateTime(2026, 11, 9, 14, 5, 0), "申城中医医院"), 24, PhantomStudies.HeadMr),
        new("胸片", "demo-east", new PhantomStudy(Wang, "DX20261115033", new DateTime(2026, 11, 15, 8, 20, 0), "申城东方医院"), 1, PhantomStudies.ChestDx),
        new("心脏超声", "demo-east", new PhantomStudy(Wang, "US20261116007", new DateTime(2026, 11, 16, 10, 30, 0), "申城东方医院"), 1, PhantomStudies.HeartUs),
    ];

    public static IEnumerable<string> StudyInstanceUids => All.Select(f => f.StudyInstanceUid);

    /// <summary>Whether a study is one of these: its hospital counts, too, since anybody may push the same UID under another.</summary>
    public static bool Include(CatalogStudy study) =>
        Array.Exists(All, f => f.HospitalCode == study.HospitalCode && f.StudyInstanceUid == study.StudyInstanceUid);
}
