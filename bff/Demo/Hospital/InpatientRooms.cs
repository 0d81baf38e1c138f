using static Bff.Demo.Hospital.DemoRoom;

namespace Bff.Demo.Hospital;

/// <summary>What the rooms of the inpatient building are called.</summary>
internal static class InpatientRooms
{
    public static DemoRoom Of(int floor, int number) => floor switch
    {
        -1 => Basement(floor, number),
        1 => Ground(floor, number),
        2 => Surgery(floor, number),
        _ => Ward(floor, number),
    };

    private static DemoRoom Basement(int floor, int number) => number switch
    {
        0 => new("病理科", "Pathology", "lab", Clinic),
        1 => new("营养食堂", "Canteen", "food", "06:00-19:30"),
        _ => new DemoRoom("库房", "Store", "staff", null, 0.8, true).Numbered(floor, number),
    };

    private static DemoRoom Ground(int floor, int number) => number switch
    {
        0 => new("住院收费处", "Inpatient payment", "payment", Clinic),
        1 => new("住院药房", "Inpatient pharmacy", "pharmacy"),
        2 => new("探视登记处", "Visitors' desk", "reception", Day),
        3 => new("咖啡店", "Café", "food", Day),
        _ => new DemoRoom("办公室", "Office", "office", Clinic, 0.95).Numbered(floor, number),
    };

    private static DemoRoom Surgery(int floor, int number) => number switch
    {
        0 => new("手术等候区", "Surgery waiting", "department"),
        < 9 => new DemoRoom("手术室", "Operating theatre", "staff", null, 1.5, true).Numbered(floor, number),
        _ => new DemoRoom("监护室", "Intensive care", "department", "15:00-16:30", 1.4).Numbered(floor, number),
    };

    private static DemoRoom Ward(int floor, int number) => number switch
    {
        0 => new($"{floor} 楼护士站", $"Nurses' station {floor}F", "reception"),
        1 => new($"{floor} 楼配餐间", $"Pantry {floor}F", "water"),
        _ => new DemoRoom("病房", "Ward", "room", null, 1.3).Numbered(floor, number),
    };
}
