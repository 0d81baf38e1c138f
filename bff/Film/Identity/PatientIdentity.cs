using System.Globalization;

namespace Bff.Film.Identity;

/// <summary>What two identities differ in, or why they cannot be told to be one person's.</summary>
internal enum IdentityPart
{
    PatientId,
    Issuer,
    Name,
    BirthDate,
    Sex,

    /// <summary>Nothing that names a person stands in both: one says the number alone, the other the name alone.</summary>
    Unproven,
}

/// <summary>Whom an instance or a study says it is of, as sent; what is not said is null.</summary>
internal sealed record PatientIdentity
{
    /// <summary>The number, unique within its issuer.</summary>
    public string? PatientId { get; init; }

    /// <summary>Who gave the number; null: the hospital itself.</summary>
    public string? Issuer { get; init; }

    /// <summary>Up to three groups, parted by <c>=</c>.</summary>
    public string? Name { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Sex { get; init; }

    /// <summary>
    /// What speaks against both being of one person; empty: nothing does. What only one of them says is no difference, but something that
    /// names a person must be in both, unless one names nobody at all.
    /// </summary>
    public IReadOnlyList<IdentityPart> DiffersFrom(PatientIdentity other)
    {
        var differs = new List<IdentityPart>();
        var number = Compare(Number, other.Number);
        var name = Name is not null && Name == other.Name
            ? Likeness.Same // Also what could not be read.
            : new ComparableName(Name).CompareTo(new ComparableName(other.Name));
        if (number is Likeness.Different) differs.Add(IdentityPart.PatientId);
        if (Compare(IssuerKey, other.IssuerKey) is Likeness.Different) differs.Add(IdentityPart.Issuer);
        if (name is Likeness.Different) differs.Add(IdentityPart.Name);
        if (BirthDate is { } mine && other.BirthDate is { } theirs && mine != theirs) differs.Add(IdentityPart.BirthDate);
        if (Compare(SexKey, other.SexKey) is Likeness.Different) differs.Add(IdentityPart.Sex);
        var isProven = number is Likeness.Same || name is Likeness.Same || !NamesSomebody || !other.NamesSomebody;
        if (differs.Count == 0 && !isProven) differs.Add(IdentityPart.Unproven);
        return differs;
    }

    /// <summary>Itself, and of the other what it does not say.</summary>
    public PatientIdentity FilledFrom(PatientIdentity other) => new()
    {
        PatientId = PatientId ?? other.PatientId,
        Issuer = Issuer ?? other.Issuer,
        Name = Name ?? other.Name,
        BirthDate = BirthDate ?? other.BirthDate,
        Sex = Sex ?? other.Sex,
    };

    /// <summary>One text for all ways to write the same identity, to find it again by.</summary>
    internal string Key => string.Join(
        '\n', Number, IssuerKey, new ComparableName(Name).Key, BirthDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture), SexKey);

    private bool NamesSomebody => Number is not null || !new ComparableName(Name).IsEmpty;

    private string? Number => ComparableName.Plain(PatientId);

    private string? IssuerKey => ComparableName.Plain(Issuer);

    /// <summary>U and N say that it is not known.</summary>
    private string? SexKey => ComparableName.Plain(Sex) switch
    {
        "男" or "MALE" => "M",
        "女" or "FEMALE" => "F",
        "U" or "N" or "UNKNOWN" or "未知" => null,
        var letter => letter,
    };

    private static Likeness Compare(string? mine, string? theirs) =>
        mine is null || theirs is null ? Likeness.Unknown : mine == theirs ? Likeness.Same : Likeness.Different;
}
