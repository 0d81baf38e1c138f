using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Tests.Import;

/// <summary>
/// Random tags on a way and on a point of it, from words that OpenStreetMap documents and from words nobody knows: a wheelchair crosses
/// them exactly when each is known to be passable.
/// </summary>
public sealed class AccessPropertyTests
{
    private const int Maps = 3000;

    // Of each key the words that let wheels pass, then those that do not, or of which nobody knows.
    private static readonly (string Key, string[] Passable, string[] Other)[] Vocabulary =
    [
        ("access", ["yes", "permissive", "designated", "customers", "public", "destination"],
            ["no", "private", "employees", "permit", "delivery", "residents", "maybe", "unknown", "xyz", "private;customers"]),
        ("foot", ["yes", "designated", "permissive"], ["no", "private", "use_sidepath", "rarely", "???"]),
        ("wheelchair", ["yes", "designated"], ["no", "limited", "bad", "with_help", "unknown"]),
        ("barrier", ["gate", "bollard", "swing_gate", "lift_gate", "entrance", "toll_booth", "height_restrictor", "no"],
            ["turnstile", "kissing_gate", "stile", "cattle_grid", "block", "chain", "log", "jersey_barrier", "kerb",
                "full-height_turnstile", "horse_stile", "yes", "force_field", "debris", "rope"]),
        ("kerb", ["flush", "lowered", "no", "0", "0.02", "2cm"], ["raised", "rolled", "regular", "yes", "0.15", "12cm", "wavy"]),
        ("locked", ["no"], ["yes", "at_night", "unknown"]),
        ("incline", ["0%", "4%", "-5%", "8,3%", "1:12", "1:20", "3°", "0"],
            ["10%", "-12%", "9,5%", "10°", "1:8", "up", "down", "steep", "17"]),
        ("width", ["1.5", "2m", "1,4m", "150cm", "5'", "1300mm"], ["0.7", "0,7m", "75cm", "narrow", "2'", "700mm", "-1", "wide_enough"]),
        ("maxwidth:physical", ["1.5", "2m"], ["0.5", "60cm", "tight"]),
        ("step_count", ["0"], ["1", "3", "some"]),
        ("smoothness", ["excellent", "good", "intermediate"], ["bad", "horrible", "impassable", "odd"]),
        ("door", ["yes", "hinged", "sliding", "no"], ["revolving", "portcullis", "trapdoor"]),
        ("entrance", ["yes", "main", "secondary"], ["emergency", "staff", "service", "secret"]),
        ("oneway:foot", ["no", "yes"], ["sometimes", "reversible"]),
        ("access:conditional", [], ["no@wet", "no@(00:00-24:00)", "private@winter", "??"]),
        ("wheelchair:conditional", [], ["no@(08:00-10:00)", "yes@dry"]),
        ("locked:conditional", [], ["yes@(22:00-06:00)"]),
        ("opening_hours", ["24/7"], ["off", "sunrise-sunset", "sometimes", "week"]),
        // What has nothing to do with walking changes nothing.
        ("surface", ["asphalt", "paving_stones"], []), ("lit", ["yes", "no"], []), ("motor_vehicle", ["no"], []),
        ("bicycle", ["no", "dismount"], []), ("motor_vehicle:conditional", ["no@(08:00-10:00)"], []), ("name", ["某路"], []),
    ];

    [Fact]
    public void Wheels_cross_what_is_known_to_be_passable_and_nothing_else()
    {
        var random = new Random(20261201);
        for (var n = 0; n < Maps; n++)
        {
            var (way, point) = (Tags(random), Tags(random));
            var venue = new TaggedMap().Way("west", "highway=footway level=0", (0, 0), (20, 0))
                .Way("east", "highway=footway level=0", (40, 0), (60, 0))
                .Way("middle", $"highway=footway level=0 {Text(way)}", (20, 0), (30, 0), (40, 0)).Spot("gate", Text(point), 30, 0)
                .Spot("a", "amenity=cafe name=甲 level=0", 0, 0).Spot("b", "amenity=cafe name=乙 level=0", 60, 0).Import().Venue!;
            var network = TestData.Prepare(venue);
            int Node(string name) => venue.Pois.First(p => p.Name.Zh == name).Node;
            foreach (var profile in new[] { Profile.StepFree, Profile.Stretcher })
            {
                var found = new Router(network).FindRoute(Node("甲"), Node("乙"), profile, new DateTime(2026, 12, 1, 9, 0, 0));
                Assert.True((found is not null) == (Passable(way) && Passable(point)), $"{profile.Name}: {Text(way)} at {Text(point)}");
            }
        }
    }

    private static Dictionary<string, string> Tags(Random random)
    {
        var tags = new Dictionary<string, string>();
        for (var k = random.Next(4); k > 0; k--)
        {
            var (key, passable, other) = Vocabulary[random.Next(Vocabulary.Length)];
            var words = other.Length == 0 || (passable.Length > 0 && random.Next(10) < 7) ? passable : other;
            tags[key] = words[random.Next(words.Length)];
        }
        if (tags.Count == 0) tags["lit"] = "yes";
        return tags;
    }

    private static string Text(Dictionary<string, string> tags) => string.Join(' ', tags.Select(t => $"{t.Key}={t.Value}"));

    private static bool Passable(Dictionary<string, string> tags) => tags.All(t => IsPassable(tags, t.Key, t.Value));

    private static bool IsPassable(Dictionary<string, string> tags, string key, string value)
    {
        // A rule for those on foot outranks one for everybody.
        if (key is "access" or "access:conditional" && tags.ContainsKey("foot")) return true;
        // The height says what a kerb is, and a sign that wheelchairs pass says how steep it cannot be.
        var isForWheels = tags.GetValueOrDefault("wheelchair") is "yes" or "designated";
        if (key == "barrier" && value == "kerb") return tags.ContainsKey("kerb") || isForWheels;
        if (key == "incline" && value is "up" or "down") return isForWheels;
        return Vocabulary.First(v => v.Key == key).Passable.Contains(value);
    }
}
