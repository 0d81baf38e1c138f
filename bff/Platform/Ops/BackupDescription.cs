using System.Text.Json.Serialization;

namespace Bff.Platform.Ops;

/// <summary>What a backup says of itself (<c>backup.json</c>).</summary>
/// <param name="Migration">Number of the newest migration in the dump.</param>
/// <param name="MasterKeyIds">Names of the master keys needed to read the personal data in it.</param>
public sealed record BackupDescription(int Format, string Host, DateTimeOffset CreatedAt, int Migration, string[] MasterKeyIds, int Films,
    long FilmBytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupDescription))]
public sealed partial class BackupJson : JsonSerializerContext;
