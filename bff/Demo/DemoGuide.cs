using Bff.Guide;
using Wayfinding.Graph;

namespace Bff.Demo;

/// <summary>The sandbox's map: a hospital of two campuses made by the engine's generator, at the first demo hospital.</summary>
internal static class DemoGuide
{
    public static async Task LoadAsync(GuideService guide, GuideMaps maps, Guid hospitalId, CancellationToken cancellationToken)
    {
        if ((await maps.AllAsync(cancellationToken)).Any(s => s.HospitalId == hospitalId)) return;
        await guide.AddAsync(hospitalId, "东院区", "sandbox", SandboxHospital.Build(), "system:demo", cancellationToken);
    }
}
