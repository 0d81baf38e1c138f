using System.CommandLine;
using System.Globalization;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;
using Wayfinding.Steps;

namespace Bff.Guide.Commands;

/// <summary><c>bff guide route FILE --from … --to … [--profile …]</c>: the steps of a route as text.</summary>
internal static class RouteCommand
{
    public static Command Create(MapFiles maps)
    {
        var file = new Argument<string>("FILE") { Description = "A map of any importable kind, a prepared one, or the word \"sandbox\"." };
        var from = new Option<string>("--from") { Description = "A place: name, id, node index or lon,lat,level.", Required = true };
        var to = new Option<string>("--to") { Description = "A place, as --from.", Required = true };
        var profile = new Option<string>("--profile") { Description = MapFiles.ProfileHelp, DefaultValueFactory = _ => "walk" };
        var at = new Option<DateTime?>("--at") { Description = "Local time of departure; without it every door is taken as open." };
        var language = new Option<Language>("--language") { Description = "zh or en.", DefaultValueFactory = _ => Language.Zh };
        var command = new Command("route", "Route between two places.") { file, from, to, profile, at, language };
        command.SetAction(parsed =>
        {
            if (Profile.Find(parsed.GetValue(profile)!) is not { } who) return Refuse($"No profile \"{parsed.GetValue(profile)}\".");
            if (Open(maps, parsed.GetValue(file)!) is not { } network) return 1;
            if (Place(network.Venue, parsed.GetValue(from)!) is not { } start) return Refuse($"No place \"{parsed.GetValue(from)}\".");
            if (Place(network.Venue, parsed.GetValue(to)!) is not { } goal) return Refuse($"No place \"{parsed.GetValue(to)}\".");
            return Print(network, start, goal, who, parsed.GetValue(at), parsed.GetValue(language));
        });
        return command;
    }

    private static Network? Open(MapFiles maps, string path)
    {
        if (!MapFiles.Exists(path))
        {
            Console.Error.WriteLine($"{path}: no such file or folder.");
            return null;
        }
        var (venue, hierarchy, lint) = maps.Open(path);
        if (venue is not null && hierarchy is not null) return new(venue, hierarchy);
        MapFiles.Print(lint!, Console.Error);
        return null;
    }

    private static int Print(Network network, int start, int goal, Profile profile, DateTime? at, Language language)
    {
        var (answer, narrator) = (new Router(network).Find(start, goal, profile, at), new Narrator(network));
        if (answer.Route is not { } route)
        {
            Console.WriteLine(narrator.Describe(answer.Blocked!, profile, at, language));
            return 1;
        }
        var guidance = narrator.Describe(route, at, language);
        foreach (var notice in guidance.Notices) Console.WriteLine(notice);
        for (var i = 0; i < guidance.Steps.Count; i++) Console.WriteLine($"{i + 1}. {guidance.Steps[i].Text}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{route.DistanceM:0} m, {route.DurationSeconds:0.###} s"));
        return 0;
    }

    private static int? Place(Venue venue, string text)
    {
        var cells = text.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length is 2 or 3 && double.TryParse(cells[0], CultureInfo.InvariantCulture, out var lon)
            && double.TryParse(cells[1], CultureInfo.InvariantCulture, out var lat))
            return new Locator(venue).Find(new(lon, lat), cells.Length == 3 ? cells[2] : null)?.Node;
        var poi = venue.Pois.FirstOrDefault(p => p.Id == text) ?? venue.Pois.FirstOrDefault(p => p.Name.Zh == text || p.Name.En == text)
            ?? venue.Pois.FirstOrDefault(p => p.Name.Zh.Contains(text, StringComparison.OrdinalIgnoreCase));
        if (poi is { Node: >= 0 }) return poi.Node;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var node) && node >= 0 && node < venue.Graph.NodeCount ? node : null;
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 2;
    }
}
