using System.Net;
using Bff.Accounts.People;

namespace Bff.Accounts.SignIn;

/// <summary>Sign-in by a code of WeChat.</summary>
/// <param name="Code">The code, up to 256 characters, good for one try.</param>
/// <param name="AppId">
/// The official account or mini-program that gave the code, up to 64 characters; needed only where there are several of them.
/// </param>
internal sealed record CodeSignIn(string? Code, string? AppId = null);

/// <summary>Sign-in by a ticket of Suishenban.</summary>
/// <param name="Ticket">The ticket, up to 512 characters.</param>
/// <param name="Channel">Where it came from: `app`, `wechat` or `alipay`.</param>
internal sealed record SuishenbanSignIn(string? Ticket, string? Channel);

/// <summary>Sign-in of staff.</summary>
/// <param name="Username">User name, up to 100 characters.</param>
/// <param name="Password">Password, up to 200 characters.</param>
/// <param name="Otp">Six digits of the authenticator app, where one is set up.</param>
internal sealed record StaffSignIn(string? Username, string? Password, string? Otp);

/// <summary>A started session.</summary>
/// <param name="Token">Opaque bearer token, shown this once.</param>
/// <param name="ExpiresAt">When it ends at the latest; it ends earlier without use.</param>
/// <param name="Me">Who is signed in.</param>
internal sealed record SessionAnswer(string Token, DateTimeOffset ExpiresAt, Me Me);

/// <summary>Why a sign-in did not happen.</summary>
internal enum SignInRefusal
{
    /// <summary>The request was made by a page of another site.</summary>
    ForeignOrigin,
    WrongCredentials,

    /// <summary>The platform knows the person, we do not.</summary>
    UnknownPerson,
    TooManyTries,

    /// <summary>The platform does not answer as it should; whether the person is right is not known.</summary>
    WeChatUnavailable,
    SuishenbanUnavailable,

    /// <summary>This hospital group has no account at the platform, or none of that app id.</summary>
    NotConfigured,

    /// <summary>There are several accounts of this kind, and the request names none.</summary>
    AppUnclear,
}

/// <summary>Where a sign-in comes from.</summary>
/// <param name="Address">Address of the caller.</param>
/// <param name="SessionId">The session that the caller has already: it ends when another begins.</param>
internal sealed record SignInOrigin(IPAddress? Address, Guid? SessionId);

/// <summary>What became of a sign-in.</summary>
internal abstract record SignInResult
{
    private SignInResult()
    {
    }

    /// <param name="Session">What the caller gets.</param>
    /// <param name="Account">Who is signed in from now on.</param>
    /// <param name="HospitalId">Whose account of the platform it came through, where that is one hospital's alone.</param>
    /// <param name="BoundTo">The app whose identity was bound to the person on the way; null: none.</param>
    public sealed record Started(SessionAnswer Session, Caller Account, Guid? HospitalId = null, string? BoundTo = null) : SignInResult;

    /// <param name="Reason">Why not.</param>
    /// <param name="Tried">What somebody tried to get into, for the audit: kind and id.</param>
    /// <param name="Wait">How long to wait after too many tries or for a failing platform, where known.</param>
    /// <param name="HospitalId">Whose it is, where it is one hospital's.</param>
    public sealed record Refused(SignInRefusal Reason, string Tried, TimeSpan? Wait = null, Guid? HospitalId = null) : SignInResult;
}
