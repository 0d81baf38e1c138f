using System.CommandLine;
using System.Text.Json;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Prepared;

namespace Bff.Guide.Commands;

/// <summary><c>bff guide import FILE [--out MAP.way]</c>: the lint report as JSON, and the prepared map if asked for.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FILE")
        {
            Description = "OSM XML, indoor GeoJSON, IMDF (zip or folder), IndoorGML, or a folder with nodes.csv and edges.csv.",
        };
        var output = new Option<string?>("--out") { Description = "Write the prepared map here." };
        var command = new Command("import", "Import a map and print its lint report.") { path, output };
        command.SetAction(parsed => Run(parsed.GetValue(path)!, parsed.GetValue(output)));
        return command;
    }

    private static int Run(string path, string? output)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Console.Error.WriteLine($"{path}: no such file or folder.");
            return 2;
        }
        var result = MapFiles.Import(path);
        Console.WriteLine(JsonSerializer.Serialize(ImportReport.Of(result), ReportJson.Readable.ImportReport));
        if (result.Venue is null) return 1;
        if (output is null) return 0;
        using var stream = File.Create(output);
        PreparedFile.Save(stream, result.Venue, Hierarchy.Build(result.Venue));
        return 0;
    }
}
