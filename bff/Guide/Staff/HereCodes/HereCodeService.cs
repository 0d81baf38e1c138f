using System.Security.Cryptography;
using Bff.Guide.Maps;
using Bff.Guide.Routes;

namespace Bff.Guide.Staff.HereCodes;

/// <summary>Where a code hangs and what is printed on it.</summary>
/// <param name="Level">Id of the floor.</param>
internal readonly record struct HerePoint(double Lon, double Lat, string Level, string Label);

/// <summary>A code that was made.</summary>
internal sealed record MadeCode(HereCodeRow Code, Guid HospitalId);

/// <summary>A code that cannot be: faults of a field, or the position's refusal.</summary>
internal sealed record CodeAnswer(Answer<MadeCode> Answer, RouteRefusal? Refusal = null);

/// <summary>Makes printed "you are here" codes.</summary>
internal sealed class HereCodeService(HereCodeStore store, GuideMaps maps)
{
    // No I, O, 0 or 1: they look alike in print.
    private const string CodeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Tries = 20; // Of a million million codes hardly one is taken.

    public async Task<CodeAnswer> AddAsync(Reach reach, string id, NewHereCode body, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(id, reach, cancellationToken) is not var (site, campus)) return new(GuideRefusal.CampusUnknown);
        if (site.Map is not { } map) return new(GuideRefusal.NoMap);
        if (!StaffTexts.IsName(body.Label)) return new(new List<FieldFault> { new("label", Words.NameRule) });
        var (snap, refusal) = RouteWishes.Snap(map, body.Lon, body.Lat, body.Level);
        if (snap is null) return new(default(Answer<MadeCode>), refusal);
        if (map.CampusOf(map.Venue.Levels[snap.Level].Building, map.Venue.Graph.At(snap.Node)) != site.IndexOf(campus))
            return new(GuideRefusal.OffCampus);
        var point = new HerePoint(body.Lon!.Value, body.Lat!.Value, map.LevelIds[snap.Level], body.Label!.Trim());
        for (var i = 0; i < Tries; i++)
            if (await store.AddAsync(reach, campus.Id, RandomNumberGenerator.GetString(CodeLetters, 8), point,
                cancellationToken) is { } row)
                return new(new MadeCode(row, site.HospitalId));
        return new(GuideRefusal.CampusUnknown);
    }
}
