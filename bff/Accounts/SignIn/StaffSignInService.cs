using System.Text;
using Bff.Accounts.Credentials;
using Bff.Accounts.People;

namespace Bff.Accounts.SignIn;

/// <summary>Decides whether a member of staff signs in.</summary>
internal sealed class StaffSignInService(
    SignInStore accounts, PeopleStore people, Sessions sessions, Throttle throttle, FieldCipher cipher, TimeProvider time)
{
    /// <summary>Failures of one name in one network: somebody forgot his password, or guesses it.</summary>
    private const int MostOfNameThere = 10;

    /// <summary>
    /// Failures of one name everywhere. Far above the other, so that a stranger who guesses keeps himself out and not the account's owner.
    /// </summary>
    private const int MostOfName = 100;

    /// <summary>Failures of one network, whatever names: a hospital has one address for all its staff.</summary>
    private const int MostOfNetwork = 100;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>
    /// By name, password and code. An unknown name costs the same work in the same order and gives the same answer as a wrong password.
    /// </summary>
    public async Task<SignInResult> SignInAsync(StaffSignIn body, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var username = body.Username!;
        // Found before anything is counted, so that the audit names the account that somebody tries to get into.
        var staff = await accounts.FindStaffAsync(username, cancellationToken);
        var (name, network) = (username.ToLowerInvariant(), CallerNetwork.Of(origin.Address));
        (string Bucket, int Most)[] limits =
        [
            ($"staff:{name}|{network}", MostOfNameThere), ("staff:" + name, MostOfName), ("staff-address:" + network, MostOfNetwork),
        ];
        TimeSpan? wait = null;
        foreach (var (bucket, most) in limits) wait ??= await throttle.TryAsync(bucket, most, Window, cancellationToken);
        if (wait is not null) return Refused(staff, SignInRefusal.TooManyTries, wait);

        var right = Passwords.Matches(username, staff?.PasswordHash ?? Passwords.NobodysHash, body.Password!);
        if (staff is null || !right || !await IsCodeTakenAsync(staff, body.Otp, cancellationToken))
            return Refused(staff, SignInRefusal.WrongCredentials);

        await throttle.ClearAsync(limits[0].Bucket, cancellationToken);
        foreach (var (bucket, _) in limits[1..]) await throttle.GiveBackAsync(bucket, cancellationToken);
        var session = await sessions.StartAsync(null, staff.Id, "staff", cancellationToken, origin.SessionId);
        var me = (await people.StaffAsync(staff.Id, cancellationToken))!;
        return new SignInResult.Started(
            new SessionAnswer(session.Token, session.ExpiresAt, me), new Caller.Staff(staff.Id, session.Id, staff.HospitalId, me.Roles));
    }

    private static SignInResult.Refused Refused(StaffAccount? staff, SignInRefusal reason, TimeSpan? wait = null) =>
        new(reason, "staff:" + (staff is null ? "unknown" : staff.Id), wait, staff?.HospitalId);

    /// <summary>Whether the account wants no code, or got one that is right and that nobody has used.</summary>
    private async Task<bool> IsCodeTakenAsync(StaffAccount staff, string? otp, CancellationToken cancellationToken)
    {
        if (staff.Totp is null) return true;
        var secret = cipher.Decrypt(staff.Totp, new CipherContext("accounts.staff", "totp_enc", staff.Id, staff.HospitalId ?? Guid.Empty));
        return otp is { Length: 6 } && Totp.StepOf(Encoding.ASCII.GetBytes(secret), otp, time.GetUtcNow()) is { } step
            && await accounts.SpendStepAsync(staff.Id, step, cancellationToken);
    }
}
