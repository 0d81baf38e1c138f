using System.Text.RegularExpressions;
using System.Xml;
using Wayfinding.Model;

namespace Wayfinding.Import.IndoorGml;

/// <summary>Collects what stands in names, descriptions and codes while an element is read.</summary>
internal sealed partial class GmlWordsReader(string element)
{
    private string _name = "", _text = "", _storey = "", _function = "";

    /// <summary>True when the element was such a text, and has been read.</summary>
    public bool Take(XmlReader r)
    {
        switch (r.LocalName)
        {
            case "name" when _name.Length == 0: _name = r.ReadElementContentAsString().Trim(); return true;
            case "description": _text += " " + r.ReadElementContentAsString(); return true;
            case "storey" or "level": _storey = r.ReadElementContentAsString().Trim(); return true;
            case "function" or "usage": _function += " " + r.ReadElementContentAsString().Trim(); return true;
            default: return false;
        }
    }

    public GmlWords Read() => new(_name, _storey.Length > 0 ? _storey : Storey().Match(_text) is { Success: true } m ? m.Groups[1].Value
        : "", KindOf());

    // Codes of the standard's table of functions stand only in transition spaces.
    private AreaKind? KindOf() =>
        (element == "TransitionSpace" && _function.Contains("1110", StringComparison.Ordinal)) || Lift().IsMatch(_text) ? AreaKind.Lift
        : (element == "TransitionSpace" && _function.Contains("1120", StringComparison.Ordinal)) || Stairs().IsMatch(_text)
            ? AreaKind.Stairs
        : Toilet().IsMatch(_text + _function) ? AreaKind.Toilet : null;

    [GeneratedRegex(@"\b(?:storey|level|floor)""?\s*[=:]\s*""?([^"";:,}\s]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Storey();

    [GeneratedRegex(@"\b(?:elevator|lift)\b|电梯", RegexOptions.IgnoreCase)]
    private static partial Regex Lift();

    [GeneratedRegex(@"\b(?:stairs?|staircase|stairwell)\b|楼梯", RegexOptions.IgnoreCase)]
    private static partial Regex Stairs();

    [GeneratedRegex(@"\b(?:toilets?|restroom|wc)\b|卫生间", RegexOptions.IgnoreCase)]
    private static partial Regex Toilet();
}
