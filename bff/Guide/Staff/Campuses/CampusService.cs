using Bff.Accounts.Contract;
using Bff.Guide.Maps;
using Wayfinding.Model;

namespace Bff.Guide.Staff.Campuses;

/// <summary>Campuses of the hospitals that the caller reaches.</summary>
internal sealed class CampusService(CampusStore store, GuideMaps maps, AccountsDirectory accounts)
{
    public async Task<IReadOnlyList<StaffCampus>> ListAsync(Reach reach, CancellationToken cancellationToken)
    {
        var items = from site in await maps.AllAsync(cancellationToken)
                    where reach.Includes(site.HospitalId)
                    from campus in site.Campuses
                    orderby site.Hospital.Code, campus.Name
                    select StaffCampus.Of(site, campus);
        return [.. items];
    }

    /// <summary>A new site with its first campus, for a map to be imported.</summary>
    public async Task<Answer<GuideCampus>> AddAsync(Reach reach, NewCampus body, CancellationToken cancellationToken)
    {
        var faults = new List<FieldFault>();
        if (!StaffTexts.IsName(body.Name)) faults.Add(new("name", Words.NameRule));
        if (StaffTexts.Given(body.NameEn) is { } english && !StaffTexts.IsName(english)) faults.Add(new("nameEn", Words.NameRule));
        if (body.Lon is not { } lon || !new LonLat(lon, 0).IsValid) faults.Add(new("lon", Words.LonRule));
        if (body.Lat is not { } lat || !new LonLat(0, lat).IsValid) faults.Add(new("lat", Words.LatRule));
        var hospitals = (await accounts.HospitalsAsync(cancellationToken))
            .Where(h => reach.Includes(h.Id) && (body.HospitalCode is null || h.Code == body.HospitalCode)).ToList();
        if (hospitals.Count != 1) faults.Add(new("hospitalCode", Words.HospitalRule));
        if (faults.Count > 0) return faults;
        var campus = body with { Name = body.Name!.Trim(), NameEn = StaffTexts.Given(body.NameEn) };
        if (await store.AddAsync(reach, hospitals[0].Id, campus, cancellationToken) is not var (site, added))
            return new List<FieldFault> { new("hospitalCode", Words.HospitalRule) };
        await SharedTransaction.AfterCommitAsync(() => maps.RefreshAsync(site, cancellationToken));
        return New(site, hospitals[0], new CampusRow(added, null, campus.Name!, campus.NameEn, campus.Lon!.Value, campus.Lat!.Value, Enabled: true));
    }

    /// <summary>A site as it begins: one campus and no map.</summary>
    private static GuideCampus New(Guid site, Hospital hospital, CampusRow campus) => new(
        new GuideSite(
            new SiteState
            {
                Id = site,
                HospitalId = hospital.Id,
                Hospital = new HospitalRef(hospital.Code, hospital.Name),
                MapId = null,
                MapVersion = 0,
                ClosureVersion = 0,
                Campuses = [campus],
                Edits = new Dictionary<string, PoiEdit>(),
                Closures = [],
            },
            null),
        campus);

    /// <summary>Renames a campus, or shows or hides it.</summary>
    public async Task<Answer<GuideCampus>> PatchAsync(Reach reach, string id, CampusPatch body, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(id, reach, cancellationToken) is not var (site, campus)) return GuideRefusal.CampusUnknown;
        var faults = new List<FieldFault>();
        if (body.Name is not null && !StaffTexts.IsName(body.Name)) faults.Add(new("name", Words.NameRule));
        if (StaffTexts.Given(body.NameEn) is { } english && !StaffTexts.IsName(english)) faults.Add(new("nameEn", Words.NameRule));
        if (faults.Count > 0) return faults;
        body.Name = body.Name?.Trim();
        if (body.IsNameEnGiven) body.NameEn = StaffTexts.Given(body.NameEn);
        if (!await store.PatchAsync(reach, campus.Id, body, cancellationToken)) return GuideRefusal.CampusUnknown;
        return await ReadAsync(site.Id, campus.Id, cancellationToken);
    }

    private async Task<GuideCampus> ReadAsync(Guid siteId, Guid campusId, CancellationToken cancellationToken)
    {
        await maps.RefreshAsync(siteId, cancellationToken);
        var (site, campus) = (await maps.FindAsync(campusId, cancellationToken))!.Value;
        return new(site, campus);
    }
}
