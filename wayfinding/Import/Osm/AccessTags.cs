using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>Which way something may be walked, by the order of its points.</summary>
internal enum Flow
{
    Both,
    Forward,
    Backward,
}

/// <summary>
/// What tags say of passing something: what it demands, when (index into the plan's hours, -1 for always), and which way.
/// </summary>
internal sealed record Passage(Barriers Barriers, int Hours, Flow Flow)
{
    /// <summary>True where the tags ask for nothing.</summary>
    public bool IsFree => Barriers == Barriers.None && Hours < 0;
}

/// <summary>
/// Reads who may walk through a thing and when (wiki.openstreetmap.org/wiki/Key:access): whatever restricts it in words that are not known
/// becomes a finding, and no wheelchair is sent there.
/// </summary>
internal sealed class AccessTags(Plan plan, LintReport lint)
{
    // Said of driving, or of what one cannot tell from the thing itself.
    private static readonly string[] ConditionsOfWalking =
        ["wheelchair", "oneway:foot", "locked", "barrier", "kerb", "conveying", "width", "maxwidth", "entrance", "door", "incline"];

    /// <summary>All that the tags of a thing say of passing it.</summary>
    public Passage Of(TaggedFeature f)
    {
        var words = new TagWords(f, lint);
        var hours = default(OpeningHours);
        var barriers = Allowed(words, ref hours) | Open(words, ref hours) | Wheels(words);
        barriers |= Standing.Of(words) | Measures.Of(words) | Conveyed(words);
        foreach (var key in ConditionsOfWalking)
            if (words.Has(key + ":conditional")) barriers |= words.Unknown(key + ":conditional");
        var flow = FlowOf(words, ref barriers);
        return new(barriers, hours is null ? -1 : plan.HoursIndex(hours), flow);
    }

    // A rule for those on foot outranks one for everybody.
    private static Barriers Allowed(TagWords words, ref OpeningHours? hours)
    {
        var key = words.Has("foot") || words.Has("foot:conditional") ? "foot" : "access";
        var (word, doubt) = (words[key], Barriers.None);
        if (word.Length == 0 && key == "foot") word = words["access"];
        var rule = word.Length == 0 ? AccessRule.Open : AccessWords.Of(word);
        if (rule == AccessRule.Unknown) doubt |= words.Unknown(key);
        if (words.Has(key + ":conditional")) doubt |= Conditions.Apply(words, key + ":conditional", ref rule, ref hours);
        return doubt | rule switch
        {
            AccessRule.Open or AccessRule.Unknown => Barriers.None,
            AccessRule.Staff => Barriers.StaffOnly,
            AccessRule.Closed => Barriers.Closed,
        };
    }

    private static Barriers Open(TagWords words, ref OpeningHours? hours)
    {
        if (words.Text("opening_hours") is not { } text) return Barriers.None;
        if (!OpeningHours.TryParse(text, out var own, out var error)) return words.Unreadable(error!);
        hours = hours?.With(own) ?? own;
        return Barriers.None;
    }

    private static Barriers Wheels(TagWords words) => words["wheelchair"] switch
    {
        "" or "yes" or "designated" or "permissive" or "official" => Barriers.None,
        "no" => Barriers.NoWheelchair,
        "limited" => words.Limited(),
        _ => words.Unknown("wheelchair"),
    };

    // A belt moves under the wheels, and who stands on it cannot stop.
    private static Barriers Conveyed(TagWords words)
    {
        if (words["conveying"] is "" or "no") return Barriers.None;
        var doubt = words["conveying"] is "yes" or "forward" or "backward" or "reversible" ? Barriers.None : words.Unknown("conveying");
        return words.IsForWheels && words["highway"] != "steps" ? doubt : doubt | Barriers.Escalator;
    }

    private static Flow FlowOf(TagWords words, ref Barriers barriers)
    {
        if (words["conveying"] is "forward") return Flow.Forward;
        if (words["conveying"] is "backward") return Flow.Backward;
        var key = words.Has("oneway:foot") ? "oneway:foot" : "oneway";
        var counts = key == "oneway:foot" || (words["highway"] is "footway" or "corridor" or "steps" && words["conveying"].Length == 0);
        if (Way(words, "forward") is { } forward) return forward;
        if (Way(words, "backward") is { } backward) return backward;
        if (!counts) return Flow.Both;
        switch (words[key])
        {
            case "yes" or "true" or "1": return Flow.Forward;
            case "-1" or "reverse": return Flow.Backward;
            case "" or "no" or "false" or "0": return Flow.Both;
            default:
                barriers |= words.Unknown(key);
                return Flow.Both;
        }
    }

    // foot:backward=no leaves only the other way.
    private static Flow? Way(TagWords words, string direction)
    {
        var word = words.Has("foot:" + direction) ? words["foot:" + direction] : words.Has("foot") ? "" : words["access:" + direction];
        if (word.Length == 0 || AccessWords.Of(word) is AccessRule.Open) return null;
        return direction == "forward" ? Flow.Backward : Flow.Forward;
    }
}
