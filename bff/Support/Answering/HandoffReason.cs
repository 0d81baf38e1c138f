namespace Bff.Support.Answering;

/// <summary>Why a person was asked for.</summary>
internal static class HandoffReason
{
    public const string Request = "request", Misses = "misses", Complaint = "complaint", Emergency = "emergency", SelfHarm = "self-harm",
        Rating = "rating", Flow = "flow";

    /// <summary>Danger goes before everyone: 2 for it, else 0.</summary>
    public static short Priority(string? reason) => (short)(reason is Emergency or SelfHarm ? 2 : 0);
}
