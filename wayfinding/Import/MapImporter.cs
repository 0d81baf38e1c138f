using System.Text;
using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Csv;
using Wayfinding.Import.Imdf;
using Wayfinding.Import.IndoorGml;
using Wayfinding.Import.Osm;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import;

/// <summary>Recognizes a map by its content and imports it, with a report of everything left out, repaired or doubtful.</summary>
public static class MapImporter
{
    /// <summary>
    /// Imports one map given as its files (or one zip of them): nodes.csv and edges.csv, OSM XML, Simple Indoor Tagging GeoJSON, IMDF,
    /// IndoorGML. A file that cannot be used gives no venue and an error in the report; the call itself does not throw for bad input.
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
            var venue = Read([.. files.Select(f => TextEncodings.ToUtf8(f, lint))], options, lint);
            if (venue.Graph.NodeCount == 0) throw new UnusableFileException("graph.empty", "文件中没有可以通行的区域或道路，无法导航。");
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
        if (Named("nodes.csv") is { } nodes && Named("edges.csv") is { } edges)
        {
            SayUnused(files, [nodes, edges, Named("graph.json")], lint);
            return new CsvImport(options, lint).Import(nodes, edges, Named("graph.json"));
        }
        if (ImdfImport.Recognizes(files))
        {
            SayUnused(files, ImdfImport.Known(files), lint);
            return PlanGraph.Build(new ImdfImport(options, lint).Read(files), lint);
        }
        foreach (var file in files)
        {
            if (ReadOne(file, options, lint) is not { } plan) continue;
            SayUnused(files, [file], lint);
            return PlanGraph.Build(plan, lint);
        }
        throw new UnusableFileException("file.unknown_format",
            $"无法识别的地图格式：{string.Join("、", files.Take(5).Select(f => f.Name))}。支持 OSM XML、室内 GeoJSON、IMDF、IndoorGML 与 nodes.csv/edges.csv。");
    }

    private static Plan? ReadOne(SourceFile file, ImportOptions options, LintReport lint)
    {
        var head = Encoding.UTF8.GetString(file.Content.Span[..Math.Min(4096, file.Content.Length)])
            .TrimStart('\uFEFF', ' ', '\t', '\n', '\r');
        if (head.StartsWith('<'))
        {
            if (IndoorGmlReader.Recognizes(head)) return new IndoorGmlImport(options, lint).Read(file);
            var features = new OsmReader(options, lint).Read(file);
            if (!head.Contains("<osm", StringComparison.Ordinal) && !file.BaseName.EndsWith(".osm", StringComparison.Ordinal)) return null;
            return features.Count > 0 ? SimpleIndoorTagging.Read(features, lint)
                : throw new UnusableFileException("osm.nothing_indoor", "文件中没有室内区域、门或步行道。");
        }
        return head.StartsWith('{') || file.BaseName.EndsWith("json", StringComparison.Ordinal)
            ? SimpleIndoorTagging.Read(IndoorGeoJson.Read(file, options, lint), lint) : null;
    }

    // Only one map is imported; other files beside it are reported so that nobody misses them.
    private static void SayUnused(IReadOnlyList<SourceFile> files, IReadOnlyCollection<SourceFile?> used, LintReport lint)
    {
        foreach (var file in files.Where(f => !used.Contains(f))) lint.Notice("file.unused", $"{file.Name} 没有用到：一次只导入一张地图。", file.Name);
    }
}
