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
    private const int LongestQuery = 60;
    private const int ShortestPart = 2;

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
        var text = new SearchText(query);
        if (text.Text.Length is 0 or > LongestQuery) return [];
        var core = Sentence.Core(text);
        var found = Fitting(text.Text, Parts(text.Words));
        // A sentence in which nothing but the place is of use.
        if (core != text.Text && !found.Exists(m => m.Rank <= Named))
            found = [.. Fitting(core, Parts(new SearchText(core).Words)), .. found];
        if (found.Count == 0) found = Held(core);
        if (found.Count == 0) found = [.. Slips(core)];
        return [.. found.GroupBy(m => m.Place).Select(g => g.MinBy(m => m.Rank)!).OrderBy(m => m.Rank)];
    }

    private List<PlaceMatch> Fitting(string typed, IReadOnlyList<string> parts)
    {
        var (meant, (sounded, initials)) = (LayTerms.Meant(typed), LayTerms.MeantBySound(typed));
        var query = new Query(typed, parts, meant, sounded, initials);
        return [.. _entries.Select(e => e.Match(query)).OfType<PlaceMatch>()];
    }

    // 209 and 诊室 of 209 诊室: letters, digits and Han characters side by side.
    private static List<string> Parts(IEnumerable<string> words)
    {
        var parts = new List<string>();
        foreach (var word in words)
            if (parts.Count > 0 && !char.IsAscii(word[0]) && !char.IsAscii(parts[^1][^1])) parts[^1] += word;
            else parts.Add(word);
        return parts;
    }

    // What people say around the name of a place is endless: the longest part of it that places bear is what they mean.
    private List<PlaceMatch> Held(string typed)
    {
        if (typed.Any(char.IsAsciiDigit)) typed = Sentence.WithoutFloor(typed);
        // A number that no place bears must not lead to any other room.
        if (typed.Any(char.IsAsciiDigit)) return [];
        for (var length = typed.Length - 1; length >= ShortestPart; length--)
        {
            var found = new List<PlaceMatch>();
            for (var at = 0; at + length <= typed.Length; at++)
                if (typed.Substring(at, length) is var part && !part.Any(char.IsAsciiLetter) && !Sentence.IsVague(part))
                    found.AddRange(_entries.Where(e => e.IsCalled(part)).Select(e => new PlaceMatch(e.Index, MatchKind.Name, Partly)));
            if (found.Count > 0) return found;
        }
        return [];
    }

    // Only where nothing fits: a slip must not put strangers beside what was asked for.
    private IEnumerable<PlaceMatch> Slips(string typed)
    {
        var sound = Pinyin.Join(typed);
        if (sound.Length < 3) return [];
        var allowed = sound.Length switch { < 4 => 0, < 9 => 1, _ => 2 };
        return _entries.Select(e => (e.Index, Distance: Slip.Distance(sound, e.Sound, allowed))).Where(x => x.Distance <= allowed)
            .Select(x => new PlaceMatch(x.Index, MatchKind.Typo, Slipped + x.Distance));
    }

    // Ranks: whole words before what is meant by them, both before letters within words, sounds after that.
    private const int Exact = 0, Named = 1, Begun = 2, Sounded = 3, SoundedElse = 4, Partly = 5, OfCategory = 5, Slipped = 6;

    private sealed record Query(string Typed, IReadOnlyList<string> Parts, string[] Meant, string[] Sounded, bool Initials);

    private sealed class Entry
    {
        private readonly SearchText _name, _english;
        private readonly string _category;
        private readonly SearchText[] _aliases;
        private readonly PlaceCategory _kind;

        public Entry(int index, SearchPlace place)
        {
            Index = index;
            _kind = PlaceCategory.Of(place.Category);
            (_name, _english, _category) = (new(place.Name.Zh), new(place.Name.En ?? ""), new SearchText(_kind.Name.Zh).Text);
            _aliases = [.. place.Aliases.Select(a => new SearchText(a)).Where(a => a.Text.Length > 0)];
            Sound = Pinyin.Join(_name.Text);
        }

        public int Index { get; }

        public string Sound { get; }

        /// <summary>True when its name, or another name of it, holds the part as whole words.</summary>
        public bool IsCalled(string part) => _name.Holds(part) == 2 || _aliases.Any(a => a.Holds(part) == 2);

        public PlaceMatch? Match(Query query)
        {
            var typed = query.Typed;
            if (typed == _name.Text || typed == _english.Text) return new(Index, MatchKind.Name, Exact);
            if (_aliases.Any(a => a.Text == typed)) return new(Index, MatchKind.Alias, Exact);
            var named = Math.Max(_name.Holds(typed), _english.Holds(typed));
            var other = _aliases.Select(a => a.Holds(typed)).DefaultIfEmpty(0).Max();
            if (named == 2 || HasAll(query.Parts)) return new(Index, MatchKind.Name, Named);
            if (other == 2 || query.Meant.Any(IsMeant)) return new(Index, MatchKind.Alias, Named);
            if (named == 1) return new(Index, MatchKind.Name, Begun);
            if (other == 1) return new(Index, MatchKind.Alias, Begun);
            if (BySound(typed, _name.Text) is { } kind) return new(Index, kind, Sounded);
            if (_aliases.Select(a => BySound(typed, a.Text)).FirstOrDefault(k => k is not null) is { } alias)
                return new(Index, alias, SoundedElse);
            if (query.Sounded.Any(IsMeant)) return new(Index, query.Initials ? MatchKind.Initials : MatchKind.Pinyin, SoundedElse);
            return typed == _category || typed == _kind.Code ? new(Index, MatchKind.Category, OfCategory) : null;
        }

        // The number of a room and its kind are often said without what stands between them.
        private bool HasAll(IReadOnlyList<string> parts) =>
            parts.Count > 1 && parts.All(p => _name.Holds(p) == 2 || _english.Holds(p) == 2 || _aliases.Any(a => a.Holds(p) == 2));

        private bool IsMeant(string meaning) => char.IsAscii(meaning[0]) && PlaceCategory.Find(meaning) is { } category
            ? category.Code == _kind.Code : _name.Holds(meaning) == 2;

        private static MatchKind? BySound(string typed, string name)
        {
            if (typed.Length < 2 || !typed.Any(char.IsAsciiLetter)) return null;
            for (var at = 0; at < name.Length; at++)
                if (Pinyin.Matches(typed, name, at, out var initials)) return initials ? MatchKind.Initials : MatchKind.Pinyin;
            return null;
        }
    }
}
