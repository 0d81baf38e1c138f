namespace Bff.Support;

/// <summary>What a caller reaches of this slice.</summary>
internal static class SupportReach
{
    /// <summary>The scope of grants that open conversations to someone else.</summary>
    private const string Scope = "support";

    /// <summary>Patients whose conversations are reached: the caller and who granted them to him.</summary>
    public static Guid[] Patients(this Reach reach) => reach.PatientsFor(Scope);

    /// <summary>The signed-in patient; for routes with that policy.</summary>
    public static Guid PatientId(this Reach reach) => ((Caller.Patient)reach.Actor).Id;

    /// <summary>The signed-in member of staff; for routes with that policy.</summary>
    public static Caller.Staff Staff(this Reach reach) => (Caller.Staff)reach.Actor;
}
