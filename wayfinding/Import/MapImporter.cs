using System.Text;
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
        throw new UnusableFileException("file.unknown_format", $"无法识别的地图格式：{string.Join("、", files.Take(5).Select(f => f.Name))}。支持 OSM XML、室内 GeoJSON、IMDF、IndoorGML 与 nodes.csv/edges.csv。");
    }

    internal static string Head(SourceFile file) => Encoding.UTF8.GetString(file.Content.Span[..Math.Min(2048, file.Content.Length)]);
}
