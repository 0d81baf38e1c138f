using System.Reflection;
using Bff.Accounts;
using Bff.Film;
using Bff.Guide;
using Bff.Platform.Ops;
using Bff.Support;

namespace Bff.Host;

/// <summary>The libraries this host is made of.</summary>
internal static class Libraries
{
    /// <summary>Platform, then the slices.</summary>
    public static readonly Assembly[] All =
        [typeof(Db).Assembly, typeof(AccountsServices).Assembly, typeof(FilmServices).Assembly, typeof(GuideServices).Assembly,
            typeof(SupportServices).Assembly];

    /// <summary>The schema of this release, each slice's part from its own folder.</summary>
    public static readonly IReadOnlyList<Migration> Migrations = Migrator.Embedded(All);

    /// <summary>What the operator's commands work on.</summary>
    public static readonly Installation Installation = new(
        Migrations, "Film:StorePath", Path.Combine(".data", "film"), [.. AccountsServices.Revocations, .. FilmServices.Revocations]);
}
