using System.Globalization;

namespace Bff.Accounts.Auditing;

/// <summary>A row of the audit log as auditors read it.</summary>
internal sealed record AuditRow
{
    /// <summary>Number of the row.</summary>
    public required string Id { get; init; }

    /// <summary>When the access was first made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: kind and id, `staff:…`.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, `film.open`; for a refusal its code.</summary>
    public required string Action { get; init; }

    /// <summary>On what: kind and id, `study:…`.</summary>
    public required string Subject { get; init; }

    /// <summary>`ok` or `refused`.</summary>
    public required string Outcome { get; init; }

    /// <summary>Name of the hospital whose record it is.</summary>
    public required string? Hospital { get; init; }

    /// <summary>Address of the caller.</summary>
    public required string? From { get; init; }

    /// <summary>How often within the minute.</summary>
    public required int Count { get; init; }

    /// <summary>When it was last repeated.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <param name="record">The row as it was written.</param>
    /// <param name="hospital">Name of its hospital, where it has one.</param>
    public static AuditRow Of(AuditRecord record, string? hospital) => new()
    {
        Id = record.Id.ToString(CultureInfo.InvariantCulture),
        At = record.At,
        Actor = record.Actor,
        Action = record.Action,
        Subject = record.Subject,
        Outcome = record.IsRefused ? "refused" : "ok",
        Hospital = hospital,
        From = record.Address,
        Count = record.Count,
        LastAt = record.LastAt,
    };
}
