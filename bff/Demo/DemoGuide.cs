using Bff.Demo.Hospital;
using Bff.Guide.Contract;

namespace Bff.Demo;

/// <summary>The sandbox's map: a hospital of two campuses made by the engine's generator, at the first demo hospital, with things for operators to look at.</summary>
internal sealed class DemoGuide(GuideSites guide)
{
    private const string By = "system:demo";

    private static readonly PlacedPoint[] Points =
    [
        new("payment", "queue-payment", "data", "收费处排队", "12", "人", "normal"),
        new("pharmacy", "queue-pharmacy", "data", "药房待取", "31", "单", "warning"),
        new("pharmacy", "fridge-1", "device", "药房冷藏柜", "9.6", "℃", "alarm"),
        new("lab", "queue-lab", "data", "采血排队", "7", "人", "normal"),
        new("radiology", "ct-1", "device", "CT 一号机", "运行", null, "normal"),
        new("kiosk", "kiosk-1", "device", "自助机 1 号", null, null, "offline"),
        new("reception", "cam-hall", "camera", "大厅摄像机", null, null, "normal"),
        new("entrance", "cam-gate", "camera", "大门摄像机", null, null, "normal"),
    ];

    /// <summary>Makes the map on the first start; a start that was cut short, or a map that can no longer be read, is made up for by the next.</summary>
    public async Task LoadAsync(Guid hospitalId, CancellationToken cancellationToken)
    {
        if (await guide.HasMapAsync(hospitalId, cancellationToken)) return;
        await guide.AddMapAsync(hospitalId, "sandbox", await Task.Run(DemoHospital.Build, cancellationToken), By, cancellationToken);
        await guide.PlacePointsAsync(hospitalId, Points, By, cancellationToken);
    }
}
