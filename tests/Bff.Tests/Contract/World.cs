using System.Text.RegularExpressions;

namespace Bff.Tests.Contract;

/// <summary>
/// What the cases know of the two hospitals: names such as <c>{{study}}</c>, whose values are other ones each time a host starts. Those
/// that begin with <c>far-</c> stand for things of a hospital that no caller reaches.
/// </summary>
internal static partial class World
{
    /// <summary>Stands in everything that the other hospital keeps, and in no case.</summary>
    public const string Mark = "ZFARAWAYZ";

    /// <summary>What is sent where a file is wanted.</summary>
    public static readonly string[] Files =
    [
        "--b\r\nContent-Type: application/dicom\r\n\r\n" + new string('\0', 128) + "DICM\r\n--b--\r\n", "--b--", "--b\r\n\r\n\r\n--b--", "--b\r\n",
        "--b\r\nContent-Type: application/dicom\r\nContent-Length: 99999999999\r\n\r\nx\r\n--b--\r\n", "PK\u0003\u0004", "PK\u0005\u0006" + new string('\0', 18),
        "a,b\n1,2\n", "id,name,category,enabled\n{{poi}},门诊,clinic,true\n", "问法\t答案\na\tb\n", "<?xml version=\"1.0\"?><osm version=\"0.6\"></osm>",
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><osm>&b;</osm>", "<osm><node id=\"1\" lat=\"NaN\" lon=\"1e999\"/></osm>", "\"a\n", ",,,\n\"",
        "{\"type\":\"FeatureCollection\",\"features\":[]}", "{\"type\":\"FeatureCollection\",\"features\":[null]}",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[null]]]},\"properties\":{\"level\":[]}}]}",
    ];

    private static readonly Dictionary<string, string[]> ByName = new()
    {
        ["study"] = ["{{study}}", "{{far-study}}"],
        ["series"] = ["{{series}}", "{{series}}", "{{far-series}}"],
        ["sop"] = ["{{sop}}", "{{sop}}", "{{far-sop}}"],
        ["StudyInstanceUID"] = ["{{study}}", "{{far-study}}"],
        ["studyInstanceUid"] = ["{{study}}", "{{far-study}}"],
        ["SeriesInstanceUID"] = ["{{series}}", "{{far-series}}"],
        ["SOPInstanceUID"] = ["{{sop}}", "{{far-sop}}"],
        ["key"] = ["{{key}}", "{{key}}", "{{key}}", "{{old-key}}"],
        ["frame"] = ["1", "1", "0", "2"],
        ["frames"] = ["1", "1", "1,1", "1,2,1", "0"],
        ["path"] = ["7FE00010", "00081140/0/00081150"],
        ["PatientID"] = ["DE0010023", "CH0000812"],
        ["AccessionNumber"] = ["OWN1"],
        ["accessionNumber"] = ["OWN1"],
        ["StudyDate"] = ["20261101", "20200101-20301231", "00010101-99991231", "-20261101"],
        ["ModalitiesInStudy"] = ["CT", "MR", "CT\\MR"],
        ["Modality"] = ["CT"],
        ["window"] = ["40,400,linear", "0,1,sigmoid"],
        ["viewport"] = ["64,64", "64,64,0,0,10,10"],
        ["quality"] = ["1", "90"],
        ["annotation"] = ["patient", "technique", "patient,technique"],
        ["accept"] = ["image/png", "image/jpeg"],
        ["hospital"] = ["demo-east", "demo-child"],
        ["hospitalCode"] = ["demo-east", "demo-child"],
        ["hospitalCodes"] = ["demo-east", "demo-child"],
        ["networks"] = ["10.0.0.0/8", "fd00::/8", "10.0.0.1/8"],
        ["appId"] = ["fuzz-new", "fuzz-east"],
        ["username"] = ["film", "nobody"],
        ["password"] = ["wrong"],
        ["ticket"] = ["demo-li", "x"],
        ["channel"] = ["app", "h5"],
        ["channels"] = ["h5", "wechat"],
        ["level"] = ["{{level}}", "1"],
        ["fromLevel"] = ["{{level}}"],
        ["poi"] = ["{{poi}}"],
        ["mapId"] = ["{{map}}", "{{far-map}}"],
        ["closure"] = [Guid.Empty.ToString()],
        ["category"] = ["pharmacy", "payment"],
        ["target"] = ["door", "connector", "area"],
        ["profile"] = ["walk", "stepFree", "slow"],
        ["order"] = ["fixed", "free"],
        ["language"] = ["zh", "en"],
        ["lang"] = ["zh", "en"],
        ["kind"] = ["camera", "device", "data"],
        ["state"] = ["normal", "alarm", "ready", "failed", "queue", "bot"],
        ["value"] = ["up", "down", "12"],
        ["phone"] = ["13800000001"],
        ["format"] = ["tsv", "csv", "xlsx"],
        ["intent"] = ["{{intent}}"],
        ["name"] = ["门诊大厅", "own-intent-2", "{{intent}}"],
        ["number"] = ["1", "2"],
        ["cursor"] = ["0", "5", "{{chat}}"],
        ["conversationId"] = ["{{chat}}", "{{far-chat}}"],
    };

    private static readonly (string Part, string[] Known)[] ByPath =
    [
        ("/conversations/{id}/close", ["{{closing}}", "{{far-chat}}"]), ("/conversations/", ["{{chat}}", "{{far-chat}}"]),
        ("/campuses/", ["{{campus}}", "{{far-campus}}"]),
        ("/film/studies/{id}/withdraw", ["{{spare-id}}", "{{far-study-id}}"]), ("/film/studies/{id}/move", ["{{spare-id}}", "{{far-study-id}}"]),
        ("/clashes/", ["{{clash}}", "{{far-clash}}"]), ("/film/studies/", ["{{study-id}}", "{{far-study-id}}"]),
        ("/ingests/", ["{{instance}}", "{{far-instance}}"]), ("/film/links/", ["{{link}}", "{{far-link}}"]),
        ("/integrators/", ["{{app}}", "{{far-app}}"]), ("/", ["01890000-0000-7000-8000-000000000001"]),
    ];

    /// <summary>Values of a parameter or member that an operation takes; none when there is nothing special to say.</summary>
    public static string[] Known(string path, string name) =>
        name == "name" && path.EndsWith("/intents/{name}", StringComparison.Ordinal) ? ["{{intent}}", "{{intent}}", "{{far-intent}}"]
        : name == "id" ? ByPath.First(p => path.Contains(p.Part, StringComparison.Ordinal)).Known : ByName.GetValueOrDefault(name, []);

    /// <summary>A name of the world within a text.</summary>
    [GeneratedRegex(@"\{\{([a-z-]+)\}\}")]
    public static partial Regex Name();
}
