using System.Text.Json.Serialization;
using Bff.Accounts.Contract;

namespace Bff.Support.Office;

/// <summary>Why something was not changed.</summary>
internal enum OfficeRefusal
{
    HospitalUnknown,
    CannedUnknown,
    CallbackUnknown,
}

/// <summary>A reply that agents send often.</summary>
/// <param name="HospitalCode">Null: for everywhere.</param>
internal sealed record Canned(string Id, string Title, string Text, string? HospitalCode);

/// <summary>A canned reply to be kept.</summary>
/// <param name="Title">1 to 60 characters.</param>
/// <param name="Text">1 to 1000 characters.</param>
internal sealed record NewCanned(string? Title, string? Text);

/// <summary>A hospital and when people answer there.</summary>
/// <param name="Hours">Null when none were set: then always.</param>
internal sealed record HospitalHours(HospitalRef Hospital, ServiceHours? Hours);

/// <summary>Whom to call back. The patient's name is masked, the number is whole.</summary>
internal sealed record CallbackRow
{
    public required string Id { get; init; }

    public required string ConversationId { get; init; }

    public required HospitalRef Hospital { get; init; }

    public required string PatientName { get; init; }

    public required string Phone { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null while nobody has called.</summary>
    public required DateTimeOffset? DoneAt { get; init; }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Page<Canned>))]
[JsonSerializable(typeof(NewCanned))]
[JsonSerializable(typeof(Page<HospitalHours>))]
[JsonSerializable(typeof(ServiceHours))]
[JsonSerializable(typeof(Page<CallbackRow>))]
[JsonSerializable(typeof(SupportStatistics))]
internal sealed partial class OfficeJson : JsonSerializerContext;
