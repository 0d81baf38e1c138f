using Wayfinding.Model;

namespace Wayfinding.Import.IndoorGml;

/// <summary>A point of an IndoorGML file in the units of the file; Z is 0 in a plane one.</summary>
internal readonly record struct GmlPosition(double X, double Y, double Z);

/// <summary>What a cell or state says of itself: its name, its storey where it names one, and what it is, as written.</summary>
internal sealed record GmlWords(string Name, string Storey, AreaKind? Kind);

/// <summary>One cell: its faces in three dimensions, or its only face in two; the state that stands for it.</summary>
internal sealed record GmlCell(GmlWords Words, IReadOnlyList<GmlPosition[]> Faces, string State);

/// <summary>One transition: its ends, the line drawn for it (empty where none is), and its weight.</summary>
internal sealed record GmlTransition(string Id, string From, string To, IReadOnlyList<GmlPosition> Line, double? Weight);

/// <summary>One state; <paramref name="Cell"/> is empty when it belongs to another layer than the cells.</summary>
internal sealed record GmlState(GmlWords Words, GmlPosition At, string Cell);
