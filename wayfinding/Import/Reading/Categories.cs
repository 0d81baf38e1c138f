using Wayfinding.Model;

namespace Wayfinding.Import.Reading;

/// <summary>From the words of OSM and IMDF to the categories of places the guide knows.</summary>
internal static class Categories
{
    /// <summary>
    /// toilet, water, shop, food, pharmacy, payment, lab, radiology, reception, entrance, lift, stairs, parking, department or room.
    /// </summary>
    public static string Of(string word) => word.ToLowerInvariant() switch
    {
        var w when w.Contains("toilet") || w.Contains("restroom") || w is "wc" => "toilet",
        "drinking_water" or "drinkingfountain" or "water" => "water",
        var w when w.StartsWith("foodservice", StringComparison.Ordinal)
            || w is "cafe" or "restaurant" or "fast_food" or "food_court" or "foodcourt" or "canteen" or "coffee.tea" or "bakery" => "food",
        "shop" or "shopping" or "retail" or "convenience" or "conveniencestore" or "kiosk" or "souvenirs" or "vending_machine" or "retl" =>
            "shop",
        "pharmacy" => "pharmacy",
        "payment" or "cashier" or "ticket" or "ticketing" or "atm" => "payment",
        "lab" or "labs" or "laboratory" or "laboratoryclinical" => "lab",
        "radiology" or "mri" or "x-ray" or "diagnosticimaging" => "radiology",
        "reception" or "reception.desk" or "information" or "info" or "registration" or "checkin.desk" => "reception",
        "entrance" or "exit" => "entrance",
        "elevator" or "elev" => "lift",
        "stairs" or "steps" or "stai" => "stairs",
        var w when w.StartsWith("parking", StringComparison.Ordinal) => "parking",
        "department" or "dept" or "clinic" or "doctor" or "hospital" => "department",
        _ => "room",
    };

    /// <summary>What to call a nameless place of a category; a word that is none stays as it is.</summary>
    public static Label NameOf(string word) => Of(word) switch
    {
        "toilet" => new("卫生间", "Restroom"),
        "water" => new("饮水处", "Drinking water"),
        "food" => new("餐饮", "Food"),
        "shop" => new("商店", "Shop"),
        "pharmacy" => new("药房", "Pharmacy"),
        "payment" => new("缴费处", "Cashier"),
        "reception" => new("服务台", "Information"),
        "entrance" => new("出入口", "Entrance"),
        "parking" => new("停车场", "Parking"),
        _ => new(word, word),
    };
}
