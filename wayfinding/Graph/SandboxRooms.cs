namespace Wayfinding.Graph;

/// <summary>What the rooms of the sandbox hospital are called, by floor and number on the floor.</summary>
internal static class SandboxRooms
{
    private const string Clinic = "Mo-Fr 07:30-17:00; Sa 08:00-12:00; PH off";
    private const string Day = "07:00-19:00";

    private static readonly SandboxRoom[] Ground =
    [
        new(new("挂号收费处", "Registration and payment"), "payment", Day), new(new("门诊药房", "Outpatient pharmacy"), "pharmacy", Day), new(new("服务台", "Information desk"), "reception", Day),
        new(new("急诊预检台", "Emergency triage"), "department", null, 1.5), new(new("急诊抢救室", "Resuscitation room"), "department", null, 1.5), new(new("便利店", "Convenience shop"), "shop", Day),
        new(new("轮椅租借处", "Wheelchair rental"), "rental", Day), new(new("自助机区", "Self-service machines"), "kiosk"), new(new("饮水处", "Drinking water"), "water"),
        new(new("出入院办理处", "Admissions office"), "payment", Clinic), new(new("医保办公室", "Insurance office"), "office", Clinic), new(new("急诊药房", "Emergency pharmacy"), "pharmacy"),
    ];

    private static readonly SandboxRoom[] Imaging =
    [
        new(new("放射科登记处", "Radiology desk"), "radiology", Clinic, 1.3), new(new("CT 一室", "CT room 1"), "radiology", Clinic, 1.3), new(new("CT 二室", "CT room 2"), "radiology", null, 1.3),
        new(new("磁共振一室", "MRI room 1"), "radiology", Clinic, 1.3), new(new("磁共振二室", "MRI room 2"), "radiology", Clinic, 1.3), new(new("DR 摄片室", "X-ray room"), "radiology", null, 1.3),
        new(new("取片处", "Film collection"), "radiology", Day), new(new("设备机房", "Plant room"), "staff", null, 0.75, true),
    ];

    private static readonly (string Zh, string En)[][] Departments =
    [
        [("内科", "Internal medicine"), ("心内科", "Cardiology"), ("呼吸科", "Respiratory medicine")],
        [("外科", "Surgery"), ("骨科", "Orthopaedics"), ("泌尿外科", "Urology")],
        [("眼科", "Ophthalmology"), ("耳鼻喉科", "ENT"), ("口腔科", "Dentistry")],
        [("妇科", "Gynaecology"), ("儿科", "Paediatrics"), ("皮肤科", "Dermatology")],
    ];

    private static readonly SandboxRoom[] Services =
    [
        new(new("检验科采血处", "Blood collection"), "lab", "06:30-16:00", 1.3), new(new("超声检查室", "Ultrasound room"), "lab", Clinic, 1.3), new(new("心电图室", "ECG room"), "lab", Clinic, 1.3), new(new("收费处", "Payment"), "payment", Clinic),
    ];

    public static SandboxRoom Outpatient(int floor, int number)
    {
        if (floor == -1) return number < Imaging.Length ? Imaging[number] : Numbered("库房", "Store", "staff", floor, number, null, 0.8, true);
        if (floor == 1) return number < Ground.Length ? Ground[number] : Numbered("急诊", "Emergency room", "department", floor, number, null, 1.3);
        if (number < 4) return Services[(number + floor) % Services.Length] is var s && floor == 2 ? s with { Name = new($"{s.Name.Zh}", s.Name.En) } : s with { Name = new($"{floor} 楼{s.Name.Zh}", $"{s.Name.En} {floor}F") };
        var departments = Departments[(floor - 2) % Departments.Length];
        var (zh, en) = departments[number / 8 % departments.Length];
        return Numbered(zh, en, "department", floor, number, Clinic, 0.95, suffix: "诊室");
    }

    public static SandboxRoom Inpatient(int floor, int number)
    {
        if (floor == -1) return number switch { 0 => new(new("病理科", "Pathology"), "lab", Clinic), 1 => new(new("营养食堂", "Canteen"), "food", "06:00-19:30"), _ => Numbered("库房", "Store", "staff", floor, number, null, 0.8, true) };
        if (floor == 1) return number switch { 0 => new(new("住院收费处", "Inpatient payment"), "payment", Clinic), 1 => new(new("住院药房", "Inpatient pharmacy"), "pharmacy"), 2 => new(new("探视登记处", "Visitors' desk"), "reception", Day), 3 => new(new("咖啡店", "Café"), "food", Day), _ => Numbered("办公室", "Office", "office", floor, number, Clinic, 0.95) };
        if (floor == 2) return number switch { 0 => new(new("手术等候区", "Surgery waiting"), "department"), < 9 => Numbered("手术室", "Operating theatre", "staff", floor, number, null, 1.5, true), _ => Numbered("监护室", "Intensive care", "department", floor, number, "15:00-16:30", 1.4) };
        return number switch { 0 => new(new($"{floor} 楼护士站", $"Nurses' station {floor}F"), "reception"), 1 => new(new($"{floor} 楼配餐间", $"Pantry {floor}F"), "water"), _ => Numbered("病房", "Ward", "room", floor, number, null, 1.3) };
    }

    public static SandboxRoom Rehabilitation(int floor, int number)
    {
        if (floor == -1) return Numbered("库房", "Store", "staff", floor, number, null, 0.8, true);
        if (floor == 1) return number switch { 0 => new(new("西院收费处", "West payment"), "payment", Clinic), 1 => new(new("西院药房", "West pharmacy"), "pharmacy", Day), 2 => new(new("西院服务台", "West information desk"), "reception", Day), 3 => new(new("康复评定室", "Rehabilitation assessment"), "department", Clinic, 1.3), _ => Numbered("理疗室", "Physiotherapy room", "department", floor, number, Clinic, 1.3) };
        return number == 0 ? new(new($"{floor} 楼康复大厅", $"Therapy hall {floor}F"), "department", Day) : Numbered(floor < 4 ? "治疗室" : "康复病房", floor < 4 ? "Treatment room" : "Rehabilitation ward", floor < 4 ? "department" : "room", floor, number, floor < 4 ? Clinic : null, 1.3);
    }

    private static SandboxRoom Numbered(string zh, string en, string category, int floor, int number, string? hours, double width, bool staff = false, string suffix = "")
    {
        var sign = floor < 0 ? $"B{-floor}{number + 1:00}" : $"{floor}{number + 1:00}";
        return new(new($"{sign} {zh}{suffix}", $"{en} {sign}"), category, hours, width, staff);
    }
}
