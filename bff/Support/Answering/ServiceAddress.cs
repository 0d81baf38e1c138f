using System.Text;

namespace Bff.Support.Answering;

/// <summary>
/// Where a service of the knowledge base is found. One that has no page of its own yet opens the patient's home, which names it: never a
/// dead link.
/// </summary>
internal static class ServiceAddress
{
    /// <summary>Not a page: it asks for a person.</summary>
    public const string Human = "human";

    /// <param name="slots">What the patient has said already: department, doctor, date, item …</param>
    public static string Of(string code, string hospitalCode, IReadOnlyList<SlotValue> slots)
    {
        var address = new StringBuilder(code switch
        {
            "film" => "/#/films?",
            "guide" => "/guide?",
            _ => $"/#/home?service={Uri.EscapeDataString(code)}&",
        });
        address.Append("hospital=").Append(Uri.EscapeDataString(hospitalCode));
        foreach (var slot in slots.Where(s => s.Slot != "hospital"))
            address.Append('&').Append(Uri.EscapeDataString(slot.Slot)).Append('=').Append(Uri.EscapeDataString(slot.Value));
        return address.ToString();
    }
}
