namespace Bff.Film.Links;

/// <summary>What the body of a new link must be like.</summary>
internal static class NewLinkRules
{
    private const int LongestSeconds = 604_800, MostViews = 100_000;

    /// <summary>Fields that are not usable; none: the link can be made.</summary>
    public static List<NewLinkField> Broken(NewLink body)
    {
        var broken = new List<NewLinkField>();
        Require(body.HospitalCode is { Length: > 0 and <= 32 }, NewLinkField.HospitalCode);
        Require((body.AccessionNumber is null) != (body.StudyInstanceUid is null), NewLinkField.OneOfAccessionAndUid);
        Require(body.AccessionNumber is null || IsIdentifier(body.AccessionNumber), NewLinkField.AccessionNumber);
        Require(body.StudyInstanceUid is null || IsIdentifier(body.StudyInstanceUid), NewLinkField.StudyInstanceUid);
        Require(ShortText.IsLine(body.Purpose, 100), NewLinkField.Purpose);
        Require(body.TtlSeconds is >= 1 and <= LongestSeconds, NewLinkField.TtlSeconds);
        Require(body.MaxViews is null or (>= 1 and <= MostViews), NewLinkField.MaxViews);
        return broken;

        void Require(bool holds, NewLinkField field)
        {
            if (!holds) broken.Add(field);
        }
    }

    private static bool IsIdentifier(string text) => text.Length <= 64 && ShortText.IsLine(text, 64);
}
