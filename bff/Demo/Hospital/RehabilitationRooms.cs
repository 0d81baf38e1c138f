using static Bff.Demo.Hospital.DemoRoom;

namespace Bff.Demo.Hospital;

/// <summary>What the rooms of the rehabilitation building are called.</summary>
internal static class RehabilitationRooms
{
    public static DemoRoom Of(int floor, int number) => floor switch
    {
        -1 => new DemoRoom("库房", "Store", "staff", null, 0.8, true).Numbered(floor, number),
        1 => Ground(floor, number),
        _ when number == 0 => new($"{floor} 楼康复大厅", $"Therapy hall {floor}F", "department", Day),
        < 4 => new DemoRoom("治疗室", "Treatment room", "department", Clinic, 1.3).Numbered(floor, number),
        _ => new DemoRoom("康复病房", "Rehabilitation ward", "room", null, 1.3).Numbered(floor, number),
    };

    private static DemoRoom Ground(int floor, int number) => number switch
    {
        0 => new("西院收费处", "West payment", "payment", Clinic),
        1 => new("西院药房", "West pharmacy", "pharmacy", Day),
        2 => new("西院服务台", "West information desk", "reception", Day),
        3 => new("康复评定室", "Rehabilitation assessment", "department", Clinic, 1.3),
        _ => new DemoRoom("理疗室", "Physiotherapy room", "department", Clinic, 1.3).Numbered(floor, number),
    };
}
