namespace Bff.Guide.Public;

/// <summary>The usual chains of a visit; the visit board supplies the real ones of a signed-in patient.</summary>
internal static class Presets
{
    /// <summary>The category of clinics: the nearest one is not where a patient is expected.</summary>
    public const string Clinic = "department";

    public static IReadOnlyList<PresetItem> All { get; } =
    [
        new("outpatient", "门诊就诊",
            [new("reception", "签到"), new(Clinic, "诊室", Asked: true), new("lab", "检验"), new("payment", "缴费"), new("pharmacy", "取药")]),
        new("imaging", "拍片检查", [new("payment", "缴费"), new("radiology", "放射科")]),
        new("blood-test", "抽血化验", [new("payment", "缴费"), new("lab", "检验"), new("kiosk", "自助机取报告")]),
        new("medicine", "配药", [new("kiosk", "自助机挂号"), new(Clinic, "诊室", Asked: true), new("payment", "缴费"), new("pharmacy", "取药")]),
    ];
}
