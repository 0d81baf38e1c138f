using System.Text;
using Wayfinding.Import;
using Wayfinding.Model;

namespace Wayfinding.Tests.Import;

/// <summary>IMDF as other programs write it.</summary>
public sealed class ImdfImportTests
{
    private const string Level = """
        {"type":"Feature","id":"@","properties":{"ordinal":#,"short_name":{"en":"@"},"building_ids":["b"]},"geometry":{"type":"Polygon",
        "coordinates":[[[121,31],[121.001,31],[121.001,31.001],[121,31]]]}}
        """;

    [Fact]
    public void A_door_between_two_levels_of_one_height_joins_them()
    {
        var venue = Imdf(
            [Level.Replace("@", "C").Replace("#", "1"), Level.Replace("@", "C-outdoor").Replace("#", "1")],
            [Unit("hall", "C", "walkway", 0, 0), Unit("terrace", "C-outdoor", "walkway", 1, 0)], [Opening("d", "C", 1, 0.3, 0.6)]).Venue!;
        Assert.NotNull(TaggedMap.Way(venue, "hall", "terrace"));
    }

    [Fact]
    public void Every_part_of_a_space_in_several_parts_is_kept()
    {
        var two = Unit("ward", "C", "room", 0, 0).Replace("\"Polygon\"", "\"MultiPolygon\"").Replace("[[[", "[[[[")
            .Replace("]]]", "]]],[[[121.0005,31],[121.0006,31],[121.0006,31.00005],[121.0005,31]]]]");
        var venue = Imdf([Level.Replace("@", "C").Replace("#", "1")], [two], []).Venue!;
        Assert.Equal(["ward", "ward#2"], venue.Areas.Select(a => a.Id));
    }

    [Fact]
    public void Ids_used_twice_and_references_to_nothing_are_reported()
    {
        var lint = Imdf([Level.Replace("@", "C").Replace("#", "1"), Level.Replace("@", "C").Replace("#", "2")],
            [Unit("a", "C", "room", 0, 0), Unit("a", "C", "room", 1, 0), Unit("b", "nowhere", "room", 2, 0)],
                [Opening("d", "nowhere", 1, 0.3, 0.6)]).Lint;
        Assert.Superset(new HashSet<string> { "level.duplicate_id", "unit.duplicate_id", "unit.unknown_level", "opening.unusable" },
            lint.Counts.Keys.ToHashSet());
    }

    [Theory]
    [InlineData("building", "{\"type\":\"Feature\",\"id\":\"b\",\"properties\":{\"name\":\"\\ud800\"}}")]
    [InlineData("level", "{\"type\":\"Feature\",\"id\":\"X\",\"properties\":{\"ordinal\":2,\"outdoor\":\"\\ud800\"}}")]
    [InlineData("unit", "{\"type\":\"Feature\",\"id\":\"X\",\"properties\":{\"level_id\":\"C\",\"hours\":\"\\ud800\"},"
        + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[121,31],[121.0001,31],[121.0001,31.0001],[121,31]]]}}")]
    public void A_feature_whose_text_is_no_unicode_leaves_nothing_behind(string file, string broken)
    {
        static string Collection(params string[] features) =>
            $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""";
        const string Footprint = """
            {"type":"Feature","id":"f","properties":{"category":"ground","building_ids":["b"]},"geometry":{"type":"Polygon",
            "coordinates":[[[121,31],[121.001,31],[121.001,31.001],[121,31]]]}}
            """;
        const string Occupant = """{"type":"Feature","id":"o","properties":{"anchor_id":"a","name":{"en":"Shop"}}}""";
        const string Anchor =
            """{"type":"Feature","id":"a","properties":{"unit_id":"X"},"geometry":{"type":"Point","coordinates":[121.00005,31.00002]}}""";
        string[] With(string name, params string[] sound) => file == name ? [.. sound, broken] : sound;
        var (venue, lint) = MapImporter.Import([
            File("building.geojson", Collection(With("building"))), File("footprint.geojson", Collection(Footprint)),
                File("level.geojson", Collection(With("level", Level.Replace("@", "C").Replace("#", "1")))),
            File("unit.geojson", Collection(With("unit", Unit("hall", "C", "walkway", 0, 0), Unit("late", "X", "room", 2, 0)))),
                File("anchor.geojson", Collection(Anchor)), File("occupant.geojson", Collection(Occupant))]);
        Assert.Equal("hall", Assert.Single(venue!.Areas).Id);
        Assert.Contains("json.bad_feature", lint.Counts.Keys);
    }

    private static ImportResult Imdf(string[] levels, string[] units, string[] openings)
    {
        static string Collection(string[] features) => $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""";
        return MapImporter.Import([File("level.geojson", Collection(levels)), File("unit.geojson", Collection(units)),
            File("opening.geojson", Collection(openings))]);
    }

    // Squares of a ten-thousandth of a degree side by side.
    private static string Unit(string id, string level, string category, int x, int y) => FormattableString.Invariant(
        $$$"""
            {"type":"Feature","id":"{{{id}}}","properties":{"category":"{{{category}}}","level_id":"{{{level}}}","name":{"en":"{{{id}}}"}},
            "geometry":{"type":"Polygon","coordinates":[[[{{{121 + x * 1e-4:0.0000}}},{{{31 + y * 1e-4:0.0000}}}],
            [{{{121 + (x + 1) * 1e-4:0.0000}}},{{{31 + y * 1e-4:0.0000}}}],[{{{121 + (x + 1) * 1e-4:0.0000}}},
            {{{31 + (y + 1) * 1e-4:0.0000}}}],[{{{121 + x * 1e-4:0.0000}}},{{{31 + (y + 1) * 1e-4:0.0000}}}],[{{{121 + x * 1e-4:0.0000}}},
            {{{31 + y * 1e-4:0.0000}}}]]]}}
            """);

    private static string Opening(string id, string level, int x, double y0, double y1) => FormattableString.Invariant(
        $$$"""
            {"type":"Feature","id":"{{{id}}}","properties":{"category":"pedestrian","level_id":"{{{level}}}"},
            "geometry":{"type":"LineString","coordinates":[[{{{121 + x * 1e-4:0.0000}}},{{{31 + y0 * 1e-4:0.000000}}}],
            [{{{121 + x * 1e-4:0.0000}}},{{{31 + y1 * 1e-4:0.000000}}}]]}}
            """);

    private static SourceFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
