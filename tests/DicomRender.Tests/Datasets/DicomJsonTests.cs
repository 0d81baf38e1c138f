using System.Text.Encodings.Web;
using System.Text.Json;
using DicomRender.Datasets;
using DicomRender.Parsing;
using DicomRender.Writing;

namespace DicomRender.Tests.Datasets;

public sealed class DicomJsonTests
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonElement Json(DicomDataset dataset, string? bulkDataBase = "https://host/bulk")
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) DicomJson.Write(writer, dataset, bulkDataBase);
        return JsonDocument.Parse(buffer.ToArray()).RootElement.Clone();
    }

    [Fact]
    public void Names_numbers_and_texts_are_written_as_annex_F_says()
    {
        var json = Json(new DicomDatasetBuilder("GB18030")
            .Add(DicomTags.PatientName, "Wang^XiaoDong=王^小东").Add(DicomTags.WindowCenter, 40, -600.5).Add(DicomTags.InstanceNumber, 7)
            .Add(DicomTags.Rows, 512).Add(DicomTags.PatientId, "P1").AddEmpty(DicomTags.StudyDescription)
            .Add(DicomTags.ImageType, "ORIGINAL", "", "AXIAL")
            .Add(DicomTags.FrameIncrementPointer, 0x00181063).Build());
        Assert.Equal("""{"vr":"PN","Value":[{"Alphabetic":"Wang^XiaoDong","Ideographic":"王^小东"}]}""", Plain(json, "00100010"));
        Assert.Equal("""{"vr":"DS","Value":[40,-600.5]}""", Plain(json, "00281050"));
        Assert.Equal("""{"vr":"IS","Value":[7]}""", Plain(json, "00200013"));
        Assert.Equal("""{"vr":"US","Value":[512]}""", Plain(json, "00280010"));
        Assert.Equal("""{"vr":"LO","Value":["P1"]}""", Plain(json, "00100020"));
        Assert.Equal("""{"vr":"LO"}""", Plain(json, "00081030"));
        Assert.Equal("""{"vr":"CS","Value":["ORIGINAL",null,"AXIAL"]}""", Plain(json, "00080008"));
        Assert.Equal("""{"vr":"AT","Value":["00181063"]}""", Plain(json, "00280009"));
        Assert.Equal("""{"vr":"CS","Value":["ISO_IR 192"]}""", Plain(json, "00080005"));
    }

    [Theory]
    [InlineData("^^^^", """{"vr":"PN"}""")]
    [InlineData("^^=^", """{"vr":"PN"}""")]
    [InlineData("^^\\Li^Si", """{"vr":"PN","Value":[null,{"Alphabetic":"Li^Si"}]}""")]
    [InlineData("^Si^^", """{"vr":"PN","Value":[{"Alphabetic":"^Si"}]}""")]
    public void A_name_of_nothing_but_separators_is_no_name(string name, string expected) =>
        Assert.Equal(expected, Plain(Json(new DicomDatasetBuilder().Add(DicomTags.PatientName, name.Split('\\')).Build()), "00100010"));

    [Fact]
    public void Small_bytes_stand_inline_and_large_ones_are_links()
    {
        var dataset = new DicomDatasetBuilder().AddBytes(new(0x0042, 0x0011), Vr.OB, [1, 2, 3, 4])
            .AddBytes(DicomTags.PixelData, Vr.OW, new byte[5000]).Build();
        Assert.Equal("""{"vr":"OB","InlineBinary":"AQIDBA=="}""", Plain(Json(dataset), "00420011"));
        Assert.Equal("""{"vr":"OW","BulkDataURI":"https://host/bulk/7FE00010"}""", Plain(Json(dataset), "7FE00010"));
        Assert.Equal("""{"vr":"OW"}""", Plain(Json(dataset, null), "7FE00010"));
    }

    [Fact]
    public void Sequences_are_arrays_of_objects()
    {
        var item = new DicomDatasetBuilder().Add(DicomTags.CodeValue, "T-1").AddBytes(DicomTags.LutData, Vr.OW, new byte[5000]).Build();
        var json = Json(new DicomDatasetBuilder().AddSequence(DicomTags.ConceptNameCodeSequence, item)
            .AddSequence(DicomTags.ContentSequence).Build());
        var written = json.GetProperty("0040A043").GetProperty("Value")[0];
        Assert.Equal("""{"vr":"SH","Value":["T-1"]}""", Plain(written, "00080100"));
        Assert.Equal("""{"vr":"OW","BulkDataURI":"https://host/bulk/0040A043/1/00283006"}""", Plain(written, "00283006"));
        Assert.Equal("""{"vr":"SQ"}""", Plain(json, "0040A730"));
        Assert.Equal(5000, DicomJson.Find(new DicomDatasetBuilder().AddSequence(DicomTags.ConceptNameCodeSequence, item).Build(),
            "0040A043/1/00283006")!.Length);
    }

    [Fact]
    public void Every_file_of_the_corpus_becomes_valid_JSON()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.PathOf("data"), "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path) is "bad_meta_no_transfer_syntax.dcm" or "bad_no_meta_stray_byte.dcm") continue;
            using var file = DicomFile.Open(path);
            Assert.Equal(file.Dataset.Elements.Count, Json(file.Dataset).EnumerateObject().Count());
        }
    }

    private static string Plain(JsonElement json, string tag) => JsonSerializer.Serialize(json.GetProperty(tag), Unescaped);
}
