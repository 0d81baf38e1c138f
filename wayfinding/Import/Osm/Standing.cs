using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>What stands in the way: barriers, kerbs, locks, doors and steps.</summary>
internal static class Standing
{
    /// <summary>The highest edge, in metres, that counts as flush (wiki.openstreetmap.org/wiki/Key:kerb: lowered is about 3 cm).</summary>
    public const double Flush = 0.03;

    public static Barriers Of(TagWords words) =>
        Barrier(words) | Kerb(words) | Locked(words) | Steps(words) | Door(words) | Entrance(words) | Smoothness(words);

    private static Barriers Barrier(TagWords words)
    {
        switch (words["barrier"])
        {
            case "" or "no" or "entrance" or "gate" or "swing_gate" or "lift_gate" or "sliding_gate" or "bollard" or "toll_booth"
                or "border_control" or "height_restrictor" or "sally_port" or "door":
                return Barriers.None;
            case "kerb":
                // Without a height nobody knows how high it is.
                return words.Has("kerb") || words.Has("kerb:height") || words.Has("height") || words.IsForWheels ? Barriers.None
                    : words.Unknown("barrier");
            case "wall" or "fence" or "hedge" or "city_wall" or "retaining_wall" or "guard_rail" or "wire_fence" or "ditch":
                return words.IsPoint ? Barriers.Closed : Barriers.None;
            case "turnstile" or "full-height_turnstile" or "full_height_turnstile" or "kissing_gate" or "stile" or "horse_stile"
                or "cattle_grid" or "block" or "jersey_barrier" or "log" or "debris" or "chain" or "rope" or "step" or "wicket_gate"
                or "bump_gate" or "hampshire_gate" or "planter":
                return Barriers.NoWheelchair;
            case "cycle_barrier" or "motorcycle_barrier" or "bicycle_barrier" or "chicane":
                return words.IsForWheels || words.Has("maxwidth:physical") ? Barriers.None : Barriers.NoWheelchair;
            default:
                return words.Unknown("barrier");
        }
    }

    private static Barriers Kerb(TagWords words)
    {
        var height = words.Has("kerb:height") ? "kerb:height" : words["barrier"] == "kerb" && words.Has("height") ? "height" : null;
        var high = height is null ? Barriers.None
            : Measures.Metres(words[height]) is { } metres ? Over(metres) : words.Unknown(height);
        return high | words["kerb"] switch
        {
            "" or "no" or "none" or "flush" or "lowered" => Barriers.None,
            "raised" or "regular" or "rolled" or "high" => Barriers.NoWheelchair,
            var text => Measures.Metres(text) is { } own ? Over(own) : words.Unknown("kerb"),
        };
    }

    private static Barriers Over(double metres) => metres > Flush + 1e-9 ? Barriers.NoWheelchair : Barriers.None;

    private static Barriers Locked(TagWords words) => words["locked"] switch
    {
        "" or "no" or "false" => Barriers.None,
        "yes" or "true" => Barriers.Closed,
        _ => words.Unknown("locked"),
    };

    private static Barriers Steps(TagWords words)
    {
        if (words["highway"] == "steps") return Barriers.None; // They are steps however many.
        var barriers = Barriers.None;
        foreach (var key in new[] { "step_count", "entrance:step_count" })
            if (words.Has(key))
                barriers |= Measures.Number(words[key]) is { } count ? count > 0 ? Barriers.Steps : Barriers.None
                    : words.Unknown(key);
        return barriers;
    }

    private static Barriers Door(TagWords words) => words["door"] switch
    {
        "" or "yes" or "no" or "hinged" or "sliding" or "folding" or "swinging" or "swing" or "automatic" or "manual" or "open"
            or "overhead" or "single" or "double" or "opening" => Barriers.None,
        "revolving" or "turnstile" or "trapdoor" => Barriers.NoWheelchair,
        "loadingdock" => Barriers.StaffOnly,
        _ => words.Unknown("door"),
    };

    private static Barriers Entrance(TagWords words)
    {
        var emergency = words["exit"] is "emergency" or "fire_exit" || words["emergency"] is "fire_exit" or "exit";
        return (emergency && !words.Has("entrance") ? Barriers.Closed : Barriers.None) | words["entrance"] switch
        {
            "" or "yes" or "main" or "secondary" or "home" or "staircase" or "shop" or "garage" or "parking" or "exit" or "unisex"
                or "entrance" => Barriers.None,
            "emergency" or "emergency_exit" or "fire_exit" or "no" or "closed" => Barriers.Closed,
            "emergency_ward_entrance" => Barriers.None,
            "service" or "staff" or "delivery" or "loading" or "private" => Barriers.StaffOnly,
            _ => words.Unknown("entrance"),
        };
    }

    private static Barriers Smoothness(TagWords words) => words["smoothness"] switch
    {
        "" or "excellent" or "good" or "intermediate" => Barriers.None,
        "bad" or "very_bad" or "horrible" or "very_horrible" or "impassable" => Barriers.NoWheelchair,
        _ => words.Unknown("smoothness"),
    };
}
