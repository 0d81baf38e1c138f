namespace Wayfinding.Import;

/// <summary>From the words of OSM and IMDF to the categories of places the guide knows.</summary>
internal static class Categories
{
    /// <summary>toilet, water, shop, food, pharmacy, payment, lab, radiology, reception, entrance, lift, stairs, parking, department or room.</summary>
    public static string Of(string word) => word.ToLowerInvariant() switch
    {
        var w when w.Contains("toilet") || w.Contains("restroom") || w is "wc" => "toilet",
        "drinking_water" or "drinkingfountain" or "water" => "water",
        var w when w.StartsWith("foodservice", StringComparison.Ordinal) || w is "cafe" or "restaurant" or "fast_food" or "canteen" => "food",
        "shop" or "retail" or "convenience" or "kiosk" or "souvenirs" or "vending_machine" or "retl" => "shop",
        "pharmacy" => "pharmacy",
        "payment" or "cashier" or "ticket" or "atm" => "payment",
        "lab" or "labs" or "laboratory" or "laboratoryclinical" => "lab",
        "radiology" or "mri" or "x-ray" => "radiology",
        "reception" or "information" or "info" or "registration" => "reception",
        "entrance" or "exit" => "entrance",
        "elevator" or "elev" => "lift",
        "stairs" or "steps" or "stai" => "stairs",
        var w when w.StartsWith("parking", StringComparison.Ordinal) => "parking",
        "department" or "dept" or "clinic" or "doctor" or "hospital" => "department",
        _ => "room",
    };
}
