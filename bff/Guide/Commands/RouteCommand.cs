using System.CommandLine;
using System.Globalization;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Search;
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
            var (starts, goals) = (Places(network.Venue, parsed.GetValue(from)!, who), Places(network.Venue, parsed.GetValue(to)!, who));
            if (starts.Count == 0) return Refuse($"No place \"{parsed.GetValue(from)}\".");
            if (goals.Count == 0) return Refuse($"No place \"{parsed.GetValue(to)}\".");
            return Print(network, starts[0], goals, who, parsed.GetValue(at), parsed.GetValue(language));
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

    private static int Print(Network network, Spot start, List<Spot> goals, Profile profile, DateTime? at, Language language)
    {
        var (router, narrator) = (new Router(network), new Narrator(network));
        // Of places that bear one name, the nearest.
        var (answer, goal) = goals.Select(g => (Answer: router.Find(start.At, g.At, profile, at), Goal: g))
            .OrderBy(a => a.Answer.Route is null).ThenBy(a => a.Answer.Route?.Shut is not null)
            .ThenBy(a => a.Answer.Route?.CostSeconds).First();
        if (answer.Route is not { } route)
        {
            Console.WriteLine(narrator.Describe(answer.Blocked!, profile, at, language));
            return 1;
        }
        var guidance = narrator.Describe(route, at, language, start.Name, goal.Name);
        foreach (var notice in guidance.Notices) Console.WriteLine(notice);
        for (var i = 0; i < guidance.Steps.Count; i++) Console.WriteLine($"{i + 1}. {guidance.Steps[i].Text}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{route.DistanceM:0} m, {route.DurationSeconds:0.###} s"));
        return 0;
    }

    /// <summary>A place asked for and what it is called; without a name where it is a position or a node.</summary>
    private readonly record struct Spot(Snap At, Label? Name);

    private const int MostGoals = 50;

    private static List<Spot> Places(Venue venue, string text, Profile profile)
    {
        var cells = text.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length is 2 or 3 && double.TryParse(cells[0], CultureInfo.InvariantCulture, out var lon)
            && double.TryParse(cells[1], CultureInfo.InvariantCulture, out var lat))
            return new Locator(venue).Find(new(lon, lat), cells.Length == 3 ? cells[2] : null, profile) is { } snap
                ? [new(snap, Label.None)] : [];
        IReadOnlyList<Poi> all = [.. venue.Pois, .. LiftPlaces.Of(venue)];
        var found = all.Where(p => p.Id == text).Take(1).ToList();
        if (found.Count == 0) found = [.. all.Where(p => p.Name.Zh == text || p.Name.En == text)];
        if (found.Count == 0 && int.TryParse(text, CultureInfo.InvariantCulture, out var node) && node >= 0 && node < venue.Graph.NodeCount)
            return [new(Snap.OfNode(venue.Graph, node), null)];
        if (found.Count == 0)
        {
            var matches = new PlaceIndex([.. all.Select(p => new SearchPlace(p.Name, p.Category, []))]).Find(text);
            found = [.. matches.TakeWhile(m => m.Rank == matches[0].Rank).Select(m => all[m.Place])];
        }
        return [.. found.Where(p => p.Node >= 0).Take(MostGoals).Select(p => new Spot(Snap.OfNode(venue.Graph, p.Node), p.Name))];
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 2;
    }
}
