using Bff.Film.Identity;

namespace Bff.Film.Corrections;

/// <summary>A field of a correction that is not usable.</summary>
internal enum CorrectionField
{
    Reason,
    Decision,
    Scope,
    Target,
    Search,
}

/// <summary>What the bodies of corrections must be like.</summary>
internal static class CorrectionRules
{
    private const int MostInstances = 1000;

    /// <summary>The reason, trimmed; null: it is none.</summary>
    public static string? Reason(string? text) =>
        text?.Trim() is { Length: >= 2 and <= 200 } reason && ShortText.IsLine(reason, 200) ? reason : null;

    /// <summary>The state that a decision leads to; null: there is no such decision.</summary>
    public static string? State(string? decision) =>
        decision is FilingState.Apart or FilingState.Merge or FilingState.Replace or FilingState.Reject ? decision : null;

    /// <summary>Instances without their series, or too many, are no scope.</summary>
    public static bool IsScope(string? seriesUid, IReadOnlyList<string>? sopUids) =>
        (seriesUid is null || IsUid(seriesUid))
        && (sopUids is null || (seriesUid is not null && sopUids.Count is >= 1 and <= MostInstances && sopUids.All(IsUid)));

    /// <summary>A study or a patient, not both; a patient has at least a number or a name.</summary>
    public static bool IsTarget(MoveTarget? target) => target switch
    {
        { StudyInstanceUid: { } uid, Patient: null } => IsUid(uid),
        { StudyInstanceUid: null, Patient: { } patient } => IsPatient(patient),
        _ => false,
    };

    public static bool IsUid(string? text) => text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiDigit(c) || c == '.');

    private static bool IsPatient(PatientIdentity patient) =>
        (patient.PatientId is not null || patient.Name is not null) && IsText(patient.PatientId, 64) && IsText(patient.Issuer, 64)
        && IsText(patient.Name, 64) && patient.Sex is null or "M" or "F" or "O";

    /// <summary>A backslash would part it into two values.</summary>
    private static bool IsText(string? text, int most) =>
        text is null || (ShortText.IsLine(text, most) && text.Trim().Length > 0 && !text.Contains('\\', StringComparison.Ordinal));
}
