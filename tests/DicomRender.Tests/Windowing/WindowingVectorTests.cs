using System.Text.Json;
using DicomRender.Frames;
using DicomRender.Windowing;

namespace DicomRender.Tests.Windowing;

/// <summary>The table of edge values that the viewer page is held to as well: tests/vectors/windowing.json.</summary>
public class WindowingVectorTests
{
    public static IEnumerable<TheoryDataRow<string, JsonElement>> Cases()
    {
        var path = Path.Combine(RepositoryFiles.Root, "tests", "vectors", "windowing.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var test in document.RootElement.GetProperty("cases").EnumerateArray())
            yield return new(test.GetProperty("name").GetString()!, test.Clone());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stored_values_get_the_grey_of_the_table(string name, JsonElement test)
    {
        var voi = new Voi(WindowOf(test.GetProperty("window")));
        var modality = new Modality(test.GetProperty("slope").GetDouble(), test.GetProperty("intercept").GetDouble());
        var inverted = test.GetProperty("inverted").GetBoolean();
        foreach (var row in test.GetProperty("values").EnumerateArray())
        {
            var (stored, exact, grey) = (row[0].GetInt32(), row[1].GetDouble(), row[2].GetByte());
            var level = voi.Apply(modality.Apply(stored));
            Assert.Equal(exact, 255 * (inverted ? 1 - level : level), 1e-5);
            foreach (var signed in SignsHolding(stored))
            {
                var transfer = new GrayTransfer(modality, voi, inverted, null, StoredRange.Of(16, signed), signed);
                // More than one vector, so that the wide and the narrow path both answer.
                var samples = Enumerable.Repeat((ushort)stored, 35).ToArray();
                var result = new byte[35];
                transfer.Apply(samples, result);
                Assert.True(result.All(level => level == grey), $"{name}: {stored} gave {result[0]} and {result[34]}, not {grey}");
            }
        }
    }

    private static IEnumerable<bool> SignsHolding(int stored)
    {
        if (stored >= 0) yield return false;
        if (stored < 32768) yield return true;
    }

    private static Window WindowOf(JsonElement window) => new(
        window.GetProperty("center").GetDouble(),
        window.GetProperty("width").GetDouble(),
        VoiFunctions.Parse(window.GetProperty("function").GetString())!.Value);
}
