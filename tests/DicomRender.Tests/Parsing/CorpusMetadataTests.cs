using System.Text.Json;
using DicomRender.Datasets;
using DicomRender.Parsing;

namespace DicomRender.Tests.Parsing;

public sealed class CorpusMetadataTests
{
    [Fact]
    public void Every_readable_file_of_the_corpus_says_what_the_reference_says()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("expected-meta.json")));
        var wrong = new List<string>();
        foreach (var entry in expected.RootElement.EnumerateArray())
        {
            var name = entry.GetProperty("file").GetString()!;
            if (name is "bad_meta_no_transfer_syntax.dcm" or "bad_no_meta_stray_byte.dcm") continue;
            using var file = DicomFile.Open(SharedData.FileOf(name));
            foreach (var property in entry.EnumerateObject()) Compare(name, property, file.Dataset, wrong);
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static void Compare(string file, JsonProperty expected, DicomDataset dataset, List<string> wrong)
    {
        if (expected.Name is "file" or "_note" or "sameSopInstanceUidAs") return;
        if (expected.Name == "missingIds")
        {
            wrong.AddRange(expected.Value.EnumerateArray().Where(id => dataset.GetString(TagOf(id.GetString()!)) is not null)
                .Select(id => $"{file}: {id} is not missing"));
            return;
        }
        if (expected.Name == "UltrasoundRegions")
        {
            var regions = dataset.GetSequence(DicomTags.SequenceOfUltrasoundRegions);
            if (regions.Count != expected.Value.GetArrayLength()) wrong.Add($"{file}: {regions.Count} regions");
            foreach (var (region, item) in expected.Value.EnumerateArray().Zip(regions))
                foreach (var property in region.EnumerateObject()) Compare(file, property, item, wrong);
            return;
        }
        var actual = Describe(expected.Value, dataset, TagOf(expected.Name));
        if (actual != Describe(expected.Value)) wrong.Add($"{file}: {expected.Name} is {actual}, expected {Describe(expected.Value)}");
    }

    private static string Describe(JsonElement expected) => expected.ValueKind switch
    {
        JsonValueKind.Array => string.Join('\\', expected.EnumerateArray().Select(Describe)),
        JsonValueKind.Number => expected.GetDouble().ToString("R", null),
        JsonValueKind.String => expected.GetString()!,
        _ => "",
    };

    private static string Describe(JsonElement expected, DicomDataset dataset, DicomTag tag) =>
        expected.ValueKind == JsonValueKind.Number || expected is { ValueKind: JsonValueKind.Array }
            && expected[0].ValueKind == JsonValueKind.Number
            ? string.Join('\\', dataset.GetDoubles(tag).Select(number => number.ToString("R", null)))
            : string.Join('\\', dataset.GetStrings(tag));

    private static DicomTag TagOf(string name) =>
        (DicomTag)typeof(DicomTags).GetField(name.Replace("SOP", "Sop", StringComparison.Ordinal)
            .Replace("LUT", "Lut", StringComparison.Ordinal)
            .Replace("UID", "Uid", StringComparison.Ordinal).Replace("PatientID", "PatientId", StringComparison.Ordinal))!.GetValue(null)!;
}
