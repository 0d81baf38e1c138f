using System.Text;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import;

/// <summary>Recognizes a map by its content and imports it, with a report of everything left out, repaired or doubtful.</summary>
public static class MapImporter
{
    /// <summary>
    /// Imports one map given as its files (or one zip of them): nodes.csv and edges.csv, OSM XML, Simple Indoor Tagging GeoJSON, IMDF, IndoorGML.
    /// A file that cannot be used gives no venue and an error in the report; the call itself does not throw for bad input.
    /// </summary>
    public static ImportResult Import(IReadOnlyList<SourceFile> files, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        options ??= ImportOptions.Default;
        var lint = new LintReport();
        try
        {
            if (files.FirstOrDefault(f => f.Content.Length > options.MaxBytes) is { } large)
                throw new UnusableFileException("file.too_large", $"{large.Name} 超过 {options.MaxBytes >> 20} MB。");
            if (files is [var only] && ZipReader.IsZip(only.Content.Span)) files = ZipReader.Read(only, options);
            var venue = Read(files, options, lint);
            MapLint.Check(venue, lint);
            return new(venue, lint);
        }
        catch (UnusableFileException e)
        {
            lint.Error(e.Code, e.Message);
            return new(null, lint);
        }
    }

    private static Venue Read(IReadOnlyList<SourceFile> files, ImportOptions options, LintReport lint)
    {
        SourceFile? Named(string name) => files.FirstOrDefault(f => f.BaseName == name);
        if (Named("nodes.csv") is { } nodes && Named("edges.csv") is { } edges) return new CsvImport(options, lint).Import(nodes, edges, Named("graph.json"));
        if (ImdfImport.Recognizes(files)) return PlanGraph.Build(new ImdfImport(options, lint).Read(files), lint);
        foreach (var file in files)
        {
            var head = Head(file);
            if (head.Contains("IndoorFeatures", StringComparison.Ordinal)) return PlanGraph.Build(new IndoorGmlImport(options, lint).Read(file), lint);
            if (head.Contains("<osm", StringComparison.Ordinal) || (head.TrimStart('\uFEFF', ' ', '\n', '\r').StartsWith('<') && file.BaseName.EndsWith(".osm", StringComparison.Ordinal)))
                return PlanGraph.Build(Tagged(new OsmReader(options, lint).Read(file), lint), lint);
            if (file.BaseName.EndsWith("json", StringComparison.Ordinal) || head.TrimStart('\uFEFF', ' ', '\n', '\r').StartsWith('{'))
                return PlanGraph.Build(Tagged(IndoorGeoJson.Read(file, options, lint), lint), lint);
            if (head.TrimStart('\uFEFF', ' ', '\n', '\r').StartsWith('<')) _ = new OsmReader(options, lint).Read(file);
        }
        throw new UnusableFileException("file.unknown_format", $"无法识别的地图格式：{string.Join("、", files.Take(5).Select(f => f.Name))}。支持 OSM XML、室内 GeoJSON、IMDF、IndoorGML 与 nodes.csv/edges.csv。");
    }

    private static Plan Tagged(List<TaggedFeature> features, LintReport lint) =>
        features.Count > 0 ? SimpleIndoorTagging.Read(features, lint) : throw new UnusableFileException("osm.nothing_indoor", "文件中没有室内区域、门或步行道。");

    private static string Head(SourceFile file) => Encoding.UTF8.GetString(file.Content.Span[..Math.Min(2048, file.Content.Length)]);
}
