using Wayfinding.Model;

namespace Wayfinding.Search;

/// <summary>
/// What a kind of place is called. <paramref name="Group"/> is <c>common</c> (what most visits need), <c>facility</c>, <c>department</c> or
/// <c>other</c>. Places of a category that is not <paramref name="IsPublic"/> are drawn but neither listed nor found.
/// </summary>
public sealed record PlaceCategory(string Code, Label Name, string Group, bool IsPublic = true)
{
    /// <summary>Every category, in the order of a menu.</summary>
    public static IReadOnlyList<PlaceCategory> All { get; } =
    [
        new("kiosk", new("自助机", "Self-service"), "common"),
        new("reception", new("服务台", "Information"), "common"),
        new("payment", new("收费", "Payment"), "common"),
        new("lab", new("检验检查", "Laboratory"), "common"),
        new("radiology", new("放射检查", "Radiology"), "common"),
        new("pharmacy", new("取药", "Pharmacy"), "common"),
        new("toilet", new("卫生间", "Toilets"), "facility"),
        new("water", new("饮水", "Drinking water"), "facility"),
        new("shop", new("便利店", "Shop"), "facility"),
        new("food", new("餐饮", "Food"), "facility"),
        new("rental", new("租赁", "Rental"), "facility"),
        new("parking", new("停车", "Parking"), "facility"),
        new("entrance", new("出入口", "Entrance"), "facility"),
        new("lift", new("电梯", "Lift"), "facility"),
        new("stairs", new("楼梯", "Stairs"), "facility"),
        new("department", new("科室", "Department"), "department"),
        new("room", new("房间", "Room"), "other"),
        new("office", new("办公", "Office"), "other"),
        new("staff", new("内部用房", "Staff only"), "other", IsPublic: false),
    ];

    /// <summary>The category of that code; one that nobody knows reads as a plain room under its own code.</summary>
    public static PlaceCategory Of(string code) => Find(code) ?? new(code, new("其他", "Other"), "other");

    /// <summary>The category of that code, or null.</summary>
    public static PlaceCategory? Find(string code) => All.FirstOrDefault(c => c.Code == code);
}
