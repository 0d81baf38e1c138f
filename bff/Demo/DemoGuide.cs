using Bff.Guide;
using Wayfinding.Graph;

namespace Bff.Demo;

/// <summary>The sandbox's map: a hospital of two campuses made by the engine's generator, at the first demo hospital.</summary>
internal static class DemoGuide
{
    public static async Task LoadAsync(GuideService guide, GuideMaps maps, Guid hospitalId, CancellationToken cancellationToken)
    {
        var sites = (await maps.AllAsync(cancellationToken)).Where(s => s.HospitalId == hospitalId).ToList();
        // A start that was cut short, or a map of an older version that cannot be read, leaves a site without one.
        if (sites.Any(s => s.Map is not null)) return;
        await guide.AddAsync(hospitalId, sites.FirstOrDefault()?.Id, "sandbox", SandboxHospital.Build(), "system:demo", cancellationToken);
    }
}
