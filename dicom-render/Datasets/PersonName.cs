namespace DicomRender.Datasets;

/// <summary>
/// A person name's three component groups (PS3.5 6.2.1.1), each as it stands: family^given^middle^prefix^suffix, or empty.
/// </summary>
/// <param name="Alphabetic">Usually Latin letters; some writers put Chinese here.</param>
/// <param name="Ideographic">Chinese characters.</param>
/// <param name="Phonetic">Kana or Hangul.</param>
public sealed record PersonName(string Alphabetic, string Ideographic, string Phonetic)
{
    /// <summary>The name to show: ideographic where given; components joined without a space when they are Chinese.</summary>
    public string Display
    {
        get
        {
            var group = Ideographic.Length > 0 ? Ideographic : Alphabetic.Length > 0 ? Alphabetic : Phonetic;
            var parts = group.Split('^', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return string.Join(group.Any(letter => letter >= 0x2E80) ? "" : " ", parts);
        }
    }

    /// <summary>Splits a PN value; groups beyond the third are left out.</summary>
    public static PersonName Parse(string value)
    {
        var groups = value.Split('=');
        return new(Group(0), Group(1), Group(2));

        string Group(int index) => index < groups.Length ? groups[index].TrimEnd('^', ' ') : "";
    }
}
