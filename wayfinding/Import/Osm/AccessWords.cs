using System.Text.RegularExpressions;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>Whether strangers on foot may pass.</summary>
internal enum AccessRule
{
    Open,
    Staff,
    Closed,
    Unknown,
}

/// <summary>The values of <c>access</c> and <c>foot</c>.</summary>
internal static class AccessWords
{
    /// <summary>What a word means for a patient on foot; of several parted by semicolons the strictest counts.</summary>
    public static AccessRule Of(string word) =>
        word.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One)
            .DefaultIfEmpty(AccessRule.Open).Max();

    private static AccessRule One(string word) => word switch
    {
        "yes" or "permissive" or "designated" or "official" or "public" or "customers" or "destination" or "dismount" => AccessRule.Open,
        "private" or "employees" or "employee" or "staff" or "permit" or "residents" or "members" or "delivery" or "service" or "key"
            or "agricultural" or "forestry" or "military" => AccessRule.Staff,
        "no" or "emergency" or "use_sidepath" or "closed" or "none" or "false" or "0" => AccessRule.Closed,
        _ => AccessRule.Unknown,
    };
}

/// <summary>
/// Conditional restrictions (wiki.openstreetmap.org/wiki/Conditional_restrictions), <c>no @ (22:00-06:00)</c>: conditions that are times
/// become opening hours, any other is not understood.
/// </summary>
internal static partial class Conditions
{
    /// <summary>Changes what is allowed, and when; answers what is left in doubt.</summary>
    public static Barriers Apply(TagWords words, string key, ref AccessRule rule, ref OpeningHours? hours)
    {
        var (opened, clauses) = (default(string), Clause().Matches(words.Text(key)!));
        if (clauses.Count == 0 || clauses.Sum(c => c.Length) < words.Text(key)!.TrimEnd(' ', ';').Length) return words.Unknown(key);
        foreach (Match clause in clauses)
        {
            var (then, text) = (AccessWords.Of(clause.Groups["value"].Value.ToLowerInvariant()), clause.Groups["when"].Value.Trim());
            var isKnown = then != AccessRule.Unknown && !text.Contains("&&", StringComparison.Ordinal);
            if (!isKnown || !OpeningHours.TryParse(text, out var when, out _)) return words.Unknown(key);
            var wasOpen = rule is AccessRule.Open or AccessRule.Unknown || opened is not null;
            if (then == AccessRule.Open == wasOpen && opened is null) continue;
            if (then != AccessRule.Open) hours = (hours ?? OpeningHours.Parse("24/7")).Without(when);
            else if (opened is null) (opened, rule, hours) = (text, AccessRule.Open, hours?.With(when) ?? when);
            else return words.Unknown(key);
        }
        return Barriers.None;
    }

    [GeneratedRegex(@"\s*(?<value>[A-Za-z_;]+?)\s*@\s*(?:\((?<when>[^()]*)\)|(?<when>[^;()]+))\s*(?:;|\z)")]
    private static partial Regex Clause();
}
