using System.Net;
using System.Text;
using Bff.Accounts.Credentials;
using Bff.Accounts.People;

namespace Bff.Accounts.SignIn;

/// <summary>Decides whether a member of staff signs in.</summary>
internal sealed class StaffSignInService(
    SignInStore accounts, PeopleStore people, Sessions sessions, Throttle throttle, FieldCipher cipher, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>By name and password. An unknown name costs the same time and gives the same answer as a wrong password.</summary>
    public async Task<SignInResult> SignInAsync(
        string username, string password, string? otp, IPAddress? address, CancellationToken cancellationToken)
    {
        string byName = "staff:" + username.ToLowerInvariant(), byAddress = "staff-address:" + address;
        var wait = await throttle.TryAsync(byName, 10, Window, cancellationToken)
            ?? await throttle.TryAsync(byAddress, 300, Window, cancellationToken);
        if (wait is not null) return new SignInResult.Refused(SignInRefusal.TooManyTries, wait);

        var staff = await accounts.FindStaffAsync(username, cancellationToken);
        var right = Passwords.Matches(username, staff?.PasswordHash ?? Passwords.NobodysHash, password);
        if (staff is null || !right || !OtpAccepted(staff, otp)) return new SignInResult.Refused(SignInRefusal.WrongCredentials);

        await throttle.ClearAsync(byName, cancellationToken);
        var (token, expiresAt) = await sessions.StartAsync(null, staff.Id, "staff", cancellationToken);
        return new SignInResult.Started(new SessionAnswer(token, expiresAt, (await people.StaffAsync(staff.Id, cancellationToken))!));
    }

    private bool OtpAccepted(StaffAccount staff, string? otp)
    {
        if (staff.Totp is null) return true;
        var secret = cipher.Decrypt(staff.Totp, new CipherContext("accounts.staff", "totp_enc", staff.Id, staff.HospitalId ?? Guid.Empty));
        return otp is not null && Totp.Accepts(Encoding.ASCII.GetBytes(secret), otp, time.GetUtcNow());
    }
}
