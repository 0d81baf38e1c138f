using System.CommandLine;
using Wayfinding.Export;

namespace Bff.Guide.Commands;

/// <summary><c>bff guide export FILE|sandbox --format imdf --out X.zip</c>: a map as IMDF, zipped or (without .zip) as a folder.</summary>
internal static class ExportCommand
{
    public static Command Create(MapFiles maps)
    {
        var file = new Argument<string>("FILE") { Description = "A map of any importable kind, a prepared one, or the word \"sandbox\"." };
        var format = new Option<string>("--format") { Description = "imdf (OGC 20-094).", DefaultValueFactory = _ => "imdf" };
        var output = new Option<string>("--out") { Description = "The zip file, or a folder.", Required = true };
        var command = new Command("export", "Write a map in a standard format.") { file, format, output };
        command.SetAction(parsed => Run(maps, parsed.GetValue(file)!, parsed.GetValue(format)!, parsed.GetValue(output)!));
        return command;
    }

    private static int Run(MapFiles maps, string path, string format, string output)
    {
        if (format != "imdf") return Refuse($"No format \"{format}\".", 2);
        if (!MapFiles.Exists(path)) return Refuse($"{path}: no such file or folder.", 2);
        var (venue, lint) = maps.OpenVenue(path);
        if (venue is null)
        {
            MapFiles.Print(lint!, Console.Error);
            return 1;
        }
        if (venue.Areas.Count == 0) return Refuse("This map is a plain graph: IMDF describes areas, and it has none.", 1);
        Write(venue, output);
        return 0;
    }

    private static void Write(Wayfinding.Model.Venue venue, string output)
    {
        var created = TimeProvider.System.GetUtcNow();
        if (output.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            using var zip = File.Create(output);
            ImdfExport.Zip(zip, venue, created);
            return;
        }
        Directory.CreateDirectory(output);
        foreach (var file in ImdfExport.Files(venue, created)) File.WriteAllBytes(Path.Combine(output, file.Name), file.Content.ToArray());
    }

    private static int Refuse(string why, int code)
    {
        Console.Error.WriteLine(why);
        return code;
    }
}
