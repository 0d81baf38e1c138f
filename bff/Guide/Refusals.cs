namespace Bff.Guide;

/// <summary>Every way in which the guide says no; <see cref="Words"/> says it.</summary>
internal enum GuideRefusal
{
    // Campuses and their floors.
    CampusUnknown,
    LevelUnknown,
    PositionMalformed,
    QueryTooLong,

    // Maps of staff.
    NoMap,
    MapUnknown,
    ImportEmpty,
    ImportFailed,

    // Places.
    PoiUnknown,
    TableInvalid,

    // Closures.
    TargetMalformed,
    TargetUnknown,
    ClosureUnknown,

    // Printed codes.
    HereUnknown,
    HereMoved,
    OffCampus,

    // Inspection.
    KindMalformed,
    StateMalformed,

    // Wishes for a route that cannot be read.
    LanguageUnknown,
    ProfileUnknown,
    OrderUnknown,
    TimeOutOfRange,
    PlaceMissing,
    TooManyStops,
    PlaceMalformed,
    PlaceUnknown,
    CategoryAbsent,
    ClinicMissing,
    PositionIncomplete,
    FloorUnknown,

    // Wishes that the building does not grant.
    OffMap,
    PlaceCutOff,
    Unreachable,
    TourUnreachable,
    NoneOpen,
}

/// <summary>A field of a request that is filled in wrongly.</summary>
/// <param name="Field">Its name on the wire.</param>
/// <param name="Message">What it should be, for people.</param>
internal readonly record struct FieldFault(string Field, string Message);

/// <summary>What an operation of staff gave, or why it did not: exactly one of the three is set.</summary>
internal readonly record struct Answer<T>(T? Value, GuideRefusal? Refusal = null, IReadOnlyList<FieldFault>? Faults = null)
    where T : class
{
    public static implicit operator Answer<T>(T value) => new(value);

    public static implicit operator Answer<T>(GuideRefusal refusal) => new(null, refusal);

    public static implicit operator Answer<T>(List<FieldFault> faults) => new(null, null, faults);
}
