namespace Bff.Film;

/// <summary>Whose data an answer gives out, for the audit.</summary>
/// <param name="HospitalId">Whose record it is.</param>
/// <param name="PatientId">Null: a person whose card is not known yet.</param>
internal readonly record struct Owner(Guid HospitalId, Guid? PatientId);

/// <summary>Records an access to the films of many.</summary>
internal static class Owners
{
    /// <summary>
    /// A row for every hospital and patient among them, written together; where nothing is given out, one that says who looked for what.
    /// </summary>
    public static Task RecordAsync(this Audit audit, HttpContext http, string action, string subject, IEnumerable<Owner> owners)
    {
        AuditEntry[] entries =
            [.. owners.Distinct().Select(o => new AuditEntry(action, subject, HospitalId: o.HospitalId, PatientId: o.PatientId))];
        if (entries.Length == 0)
            entries = [new AuditEntry(action, subject, HospitalId: (Caller.Of(http) as Caller.Integrator)?.HomeHospitalId)];
        return Task.WhenAll(entries.Select(entry => audit.RecordAsync(http, entry).AsTask()));
    }
}
