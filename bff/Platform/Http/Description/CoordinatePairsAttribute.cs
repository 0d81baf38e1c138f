namespace Bff.Platform.Http.Description;

/// <summary>A list of positions that a converter writes as [longitude, latitude] pairs, as GeoJSON has them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CoordinatePairsAttribute : Attribute;
