using System.Text;
using Wayfinding.Model;

namespace Wayfinding.Search;

/// <summary>Why a place was found.</summary>
public enum MatchKind
{
    /// <summary>Its name holds the words.</summary>
    Name,

    /// <summary>One of its other names, or what people say for such a place.</summary>
    Alias,

    /// <summary>A name, or what people say, in pinyin.</summary>
    Pinyin,

    /// <summary>The initials of either.</summary>
    Initials,

    /// <summary>The name of its category.</summary>
    Category,

    /// <summary>Nearly its name.</summary>
    Typo,
}

/// <summary>A place as one may ask for it: its names, other names, and the code of its category.</summary>
public sealed record SearchPlace(Label Name, string Category, IReadOnlyList<string> Aliases);

/// <summary>
/// A place found: its index in the list given, why, and how well (0 is best; places of equal rank are told apart by distance).
/// </summary>
public sealed record PlaceMatch(int Place, MatchKind Kind, int Rank);

/// <summary>
/// Finds places by what people type: Chinese, English, pinyin, initials, lay words, slips. Made once per map; thread-safe.
/// </summary>
public sealed class PlaceIndex
{
    private const int LongestQuery = 40;

    private readonly Entry[] _entries;

    /// <summary>Indexes the places of categories that are public.</summary>
    public PlaceIndex(IReadOnlyList<SearchPlace> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        _entries = [.. places.Select((p, i) => (p, i)).Where(x => PlaceCategory.Of(x.p.Category).IsPublic)
            .Select(x => new Entry(x.i, x.p))];
    }

    /// <summary>Every place the query fits, best rank first, then as they were given.</summary>
    public IReadOnlyList<PlaceMatch> Find(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var typed = Fold(query);
        if (typed.Length is 0 or > LongestQuery) return [];
        var (meant, (sounded, initials)) = (LayTerms.Meant(typed), LayTerms.MeantBySound(typed));
        var found = _entries.Select(e => e.Match(typed, meant, sounded, initials)).OfType<PlaceMatch>().ToList();
        if (found.Count == 0) found = [.. Slips(typed)];
        return [.. found.OrderBy(m => m.Rank)];
    }

    // Only where nothing fits: a slip must not put strangers beside what was asked for.
    private IEnumerable<PlaceMatch> Slips(string typed)
    {
        var sound = Pinyin.Join(typed);
        if (sound.Length < 3) return [];
        var allowed = sound.Length switch { < 4 => 0, < 9 => 1, _ => 2 };
        return _entries.Select(e => (e.Index, Distance: Slip.Distance(sound, e.Sound, allowed))).Where(x => x.Distance <= allowed)
            .Select(x => new PlaceMatch(x.Index, MatchKind.Typo, 5 + x.Distance));
    }

    /// <summary>Lower case, half width, without spaces and punctuation.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var plain = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;
            if (char.IsLetterOrDigit(plain)) folded.Append(char.ToLowerInvariant(plain));
        }
        return folded.ToString();
    }

    private sealed class Entry
    {
        private readonly string _name, _english, _category;
        private readonly string[] _aliases;
        private readonly PlaceCategory _kind;

        public Entry(int index, SearchPlace place)
        {
            Index = index;
            _kind = PlaceCategory.Of(place.Category);
            (_name, _english, _category) = (Fold(place.Name.Zh), Fold(place.Name.En ?? ""), Fold(_kind.Name.Zh));
            _aliases = [.. place.Aliases.Select(Fold).Where(a => a.Length > 0)];
            Sound = Pinyin.Join(_name);
        }

        public int Index { get; }

        public string Sound { get; }

        public PlaceMatch? Match(string typed, string[] meant, string[] sounded, bool initials)
        {
            if (typed == _name || typed == _english) return new(Index, MatchKind.Name, 0);
            if (_aliases.Contains(typed)) return new(Index, MatchKind.Alias, 0);
            if (_name.Contains(typed, StringComparison.Ordinal) || _english.Contains(typed, StringComparison.Ordinal))
                return new(Index, MatchKind.Name, 1);
            if (_aliases.Any(a => a.Contains(typed, StringComparison.Ordinal)) || meant.Any(IsMeant)) return new(Index, MatchKind.Alias, 1);
            if (BySound(typed, _name) is { } kind) return new(Index, kind, 2);
            if (_aliases.Select(a => BySound(typed, a)).FirstOrDefault(k => k is not null) is { } alias) return new(Index, alias, 3);
            if (sounded.Any(IsMeant)) return new(Index, initials ? MatchKind.Initials : MatchKind.Pinyin, 3);
            return typed == _category || typed == _kind.Code ? new(Index, MatchKind.Category, 4) : null;
        }

        private bool IsMeant(string meaning) => char.IsAscii(meaning[0]) && PlaceCategory.Find(meaning) is { } category
            ? category.Code == _kind.Code : _name.Contains(meaning, StringComparison.Ordinal);

        private static MatchKind? BySound(string typed, string name)
        {
            if (typed.Length < 2 || !typed.Any(char.IsAsciiLetter)) return null;
            for (var at = 0; at < name.Length; at++)
                if (Pinyin.Matches(typed, name, at, out var initials)) return initials ? MatchKind.Initials : MatchKind.Pinyin;
            return null;
        }
    }
}
