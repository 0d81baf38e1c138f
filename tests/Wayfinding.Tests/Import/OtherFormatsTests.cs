using System.IO.Compression;
using System.Text;
using Wayfinding.Import;
using Wayfinding.Model;

namespace Wayfinding.Tests.Import;

/// <summary>Files around a map, coordinate systems, archives.</summary>
public sealed class OtherFormatsTests
{
    [Fact]
    public void Files_beside_a_map_that_are_not_used_are_named()
    {
        var room = new TaggedMap().Box("r", "indoor=room level=0 name=R", 0, 0, 9, 9).Text;
        var lint = MapImporter.Import([File("1.geojson", room), File("2.geojson", room)]).Lint;
        Assert.Equal("2.geojson", Assert.Single(lint.Findings, f => f.Code == "file.unused").Source);
    }

    [Fact]
    public void Degrees_of_CGCS2000_are_taken_and_named_and_other_systems_refused()
    {
        static ImportResult In(string crs) =>
            MapImporter.Import([File("map.geojson", new TaggedMap().Box("r", "indoor=room level=0", 0, 0, 9, 9).Text
            .Replace("\"FeatureCollection\"", $$$"""
            "FeatureCollection","crs":{"type":"name","properties":{"name":"{{{crs}}}"}}
            """, StringComparison.Ordinal))]);
        var (venue, lint) = In("urn:ogc:def:crs:EPSG::4490");
        Assert.NotNull(venue);
        Assert.Contains("crs.cgcs2000", lint.Counts.Keys);
        Assert.Contains("crs.not_wgs84", In("EPSG:3857").Lint.Counts.Keys);
    }

    [Fact]
    public void All_parts_of_a_collection_of_geometries_are_read()
    {
        const string Box = """{"type":"Polygon","coordinates":[[[121,31],[121.0001,31],[121.0001,31.0001],[121,31]]]}""";
        var venue = MapImporter.Import([File("map.geojson", $$$"""
            {"type":"FeatureCollection","features":[{"type":"Feature","id":"r","properties":{"indoor":"room","level":"0"},
            "geometry":{"type":"GeometryCollection","geometries":[{{{Box}}},{"type":"GeometryCollection",
            "geometries":[{{{Box.Replace("121.0001", "120.9999")}}}]}]}}]}
            """)]).Venue!;
        Assert.Equal(2, venue.Areas.Count);
    }

    [Fact]
    public void A_zip_made_on_a_Mac_is_read_without_its_shadows()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in new[] { ("__MACOSX/._map.geojson", "\0\u0005\u0016\a"),
                ("map.geojson", new TaggedMap().Box("r", "indoor=room level=0", 0, 0, 9, 9).Text) })
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        Assert.NotNull(MapImporter.Import([new("map.zip", stream.ToArray())]).Venue);
    }

    private static SourceFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
