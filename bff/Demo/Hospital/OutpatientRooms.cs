using static Bff.Demo.Hospital.DemoRoom;

namespace Bff.Demo.Hospital;

/// <summary>What the rooms of the outpatient building are called.</summary>
internal static class OutpatientRooms
{
    private static readonly DemoRoom[] Ground =
    [
        new("挂号收费处", "Registration and payment", "payment", Day),
        new("门诊药房", "Outpatient pharmacy", "pharmacy", Day),
        new("服务台", "Information desk", "reception", Day),
        new("急诊预检台", "Emergency triage", "department", null, 1.5) { OuterDoor = new("急诊入口", "the emergency entrance") },
        new("急诊抢救室", "Resuscitation room", "department", null, 1.5) { OuterDoor = new("抢救通道门", "the ambulance entrance") },
        new("便利店", "Convenience shop", "shop", Day),
        new("轮椅租借处", "Wheelchair rental", "rental", Day),
        new("自助机区", "Self-service machines", "kiosk"),
        new("饮水处", "Drinking water", "water"),
        new("出入院办理处", "Admissions office", "payment", Clinic),
        new("医保办公室", "Insurance office", "office", Clinic),
        new("急诊药房", "Emergency pharmacy", "pharmacy") { OuterDoor = new("急诊药房夜间门", "the night door of the emergency pharmacy") },
    ];

    private static readonly DemoRoom[] Imaging =
    [
        new("放射科登记处", "Radiology desk", "radiology", Clinic, 1.3),
        new("CT 一室", "CT room 1", "radiology", Clinic, 1.3),
        new("CT 二室", "CT room 2", "radiology", null, 1.3),
        new("磁共振一室", "MRI room 1", "radiology", Clinic, 1.3),
        new("磁共振二室", "MRI room 2", "radiology", Clinic, 1.3),
        new("DR 摄片室", "X-ray room", "radiology", null, 1.3),
        new("取片处", "Film collection", "radiology", Day),
        new("设备机房", "Plant room", "staff", null, 0.75, true),
    ];

    private static readonly (string Zh, string En)[][] Departments =
    [
        [("内科", "Internal medicine"), ("心内科", "Cardiology"), ("呼吸科", "Respiratory medicine")],
        [("外科", "Surgery"), ("骨科", "Orthopaedics"), ("泌尿外科", "Urology")],
        [("眼科", "Ophthalmology"), ("耳鼻喉科", "ENT"), ("口腔科", "Dentistry")],
        [("妇科", "Gynaecology"), ("儿科", "Paediatrics"), ("皮肤科", "Dermatology")],
    ];

    private static readonly DemoRoom[] Services =
    [
        new("检验科采血处", "Blood collection", "lab", "06:30-16:00", 1.3),
        new("超声检查室", "Ultrasound room", "lab", Clinic, 1.3),
        new("心电图室", "ECG room", "lab", Clinic, 1.3),
        new("收费处", "Payment", "payment", Clinic),
    ];

    public static DemoRoom Of(int floor, int number) => floor switch
    {
        -1 => number < Imaging.Length ? Imaging[number] : Store.Numbered(floor, number),
        1 => number < Ground.Length ? Ground[number] : Walkin.Numbered(floor, number),
        _ => number < Services.Length ? Service(floor, number) : Surgery(floor, number),
    };

    private static DemoRoom Store => new("库房", "Store", "staff", null, 0.8, true);

    private static DemoRoom Walkin => new("方便门诊", "Walk-in clinic", "department", Clinic, 1.3);

    // Every floor has the same services in another order; only those of the second go without a floor in their name.
    private static DemoRoom Service(int floor, int number)
    {
        var service = Services[(number + floor) % Services.Length];
        return floor == 2 ? service : service with { Name = new($"{floor} 楼{service.Name.Zh}", $"{service.Name.En} {floor}F") };
    }

    private static DemoRoom Surgery(int floor, int number)
    {
        var departments = Departments[(floor - 2) % Departments.Length];
        var (zh, en) = departments[number / 8 % departments.Length];
        return new DemoRoom($"{zh}诊室", en, "department", Clinic, 0.95).Numbered(floor, number);
    }
}
