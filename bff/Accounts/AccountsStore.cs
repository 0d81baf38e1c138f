using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Accounts;

/// <summary>A new person with a card, as registration or the demo knows them.</summary>
internal sealed record NewPatient(string Name, string? IdNo, string? Phone, string? Sex, DateOnly? BirthDate);

/// <summary>SQL of people, cards, staff and hospitals.</summary>
internal sealed class AccountsStore(NpgsqlDataSource db, FieldCipher cipher, TimeProvider time)
{
    public Task AddHospitalAsync(string code, string name, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "insert into accounts.hospital (id, code, name, created_at) values ($1, $2, $3, $4) on conflict (code) do nothing",
            cancellationToken, Guid.CreateVersion7(time.GetUtcNow()), code, name, time.GetUtcNow());

    /// <summary>Every hospital of the deployment (25 to 37 of them).</summary>
    public Task<List<Hospital>> HospitalsAsync(CancellationToken cancellationToken) =>
        db.ListAsync("select id, code, name from accounts.hospital order by code", r =>
            new Hospital(r.GetGuid(0), r.GetString(1), r.GetString(2)), cancellationToken);

    /// <summary>Registers a person; the one already known by this id number is kept.</summary>
    public async Task<Guid> AddPatientAsync(Guid hospitalId, NewPatient person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        byte[]? Cipher(string? value, string column) =>
            value is null ? null : cipher.Encrypt(value,
                new CipherContext("accounts.patient", column, id.ToString(), hospitalId.ToString()));
        byte[]? Index(string? value, string column) => value is null ? null : cipher.BlindIndex(value, "accounts.patient." + column);
        var rows = await db.WriteAsync(
            """
            with added as (
                insert into accounts.patient (id, hospital_id, name_enc, id_no_enc, id_no_index, phone_enc, phone_index, sex, birth_date, created_at)
                values ($1, $2, $3, $4::bytea, $5::bytea, $6::bytea, $7::bytea, $8::text, $9::date, $10)
                on conflict (id_no_index) do nothing returning id)
            select id from added union all select id from accounts.patient where id_no_index = $5::bytea
            """,
            r => r.GetGuid(0), cancellationToken, id, hospitalId, Cipher(person.Name, "name_enc"), Cipher(person.IdNo, "id_no_enc"),
                Index(person.IdNo, "id_no"),
            Cipher(person.Phone, "phone_enc"), Index(person.Phone, "phone"), person.Sex, person.BirthDate, now);
        return rows[0];
    }

    /// <summary>Binds an outside identity to a person; an identity already bound stays where it is.</summary>
    public Task AddIdentityAsync(string provider, string appId, string subject, Guid patientId, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "insert into accounts.identity (provider, app_id, subject, patient_id, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
            cancellationToken, provider, appId, subject, patientId, time.GetUtcNow());

    /// <summary>Binds a medical card; studies that came earlier under its number become the person's.</summary>
    public Task AddCardAsync(Guid hospitalId, Guid patientId, string mrn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return db.ExecuteAsync(
            """
            with card as (
                insert into accounts.card (id, hospital_id, patient_id, mrn_enc, mrn_index, created_at) values ($1, $2, $3, $4, $5, $6)
                on conflict (hospital_id, mrn_index) do nothing returning patient_id)
            update film.study s set patient_id = card.patient_id from card where s.hospital_id = $2 and s.mrn_index = $5 and s.patient_id is null
            """,
            cancellationToken, id, hospitalId, patientId,
                cipher.Encrypt(mrn, new CipherContext("accounts.card", "mrn_enc", id.ToString(), hospitalId.ToString())),
            AccountsDirectory.IndexOf(cipher, mrn), now);
    }

    public async Task<Guid?> FindPatientAsync(string provider, string appId, string subject, CancellationToken cancellationToken)
    {
        var rows = await db.ListAsync(
            "select patient_id from accounts.identity where provider = $1 and app_id = $2 and subject = $3", r =>
                r.GetGuid(0), cancellationToken, provider, appId, subject);
        return rows.Count == 0 ? null : rows[0];
    }

    public async Task<Me?> PatientAsync(Guid patientId, CancellationToken cancellationToken)
    {
        var name = await db.FirstAsync(
            "select name_enc, hospital_id from accounts.patient where id = $1",
            r => cipher.Decrypt(r.GetFieldValue<byte[]>(0),
                new CipherContext("accounts.patient", "name_enc", patientId.ToString(), r.GetGuid(1).ToString())), cancellationToken,
                    patientId);
        if (name is null) return null;
        var cards = await db.ListAsync(
            "select c.id, h.id, h.code, h.name, c.mrn_enc from accounts.card c join accounts.hospital h on h.id = c.hospital_id where c.patient_id = $1 order by h.code limit 100",
            r => new Card(
                r.GetGuid(0).ToString(), new HospitalRef(r.GetString(2), r.GetString(3)),
                Masking.Number(cipher.Decrypt(r.GetFieldValue<byte[]>(4),
                    new CipherContext("accounts.card", "mrn_enc", r.GetGuid(0).ToString(), r.GetGuid(1).ToString())))),
            cancellationToken, patientId);
        return new Me("patient", patientId.ToString(), name, [], null, cards);
    }

    public Task AddStaffAsync(string username, string displayName, string passwordHash, string[] roles, Guid? hospitalId,
        CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into accounts.staff (id, hospital_id, username, display_name, password_hash, roles, created_at)
            values ($1, $2::uuid, $3, $4, $5, $6, $7) on conflict (username) do nothing
            """,
            cancellationToken, Guid.CreateVersion7(time.GetUtcNow()), hospitalId, username, displayName, passwordHash, roles,
                time.GetUtcNow());

    public Task<StaffRow?> FindStaffAsync(string username, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select id, username, display_name, password_hash, totp_enc, roles, hospital_id from accounts.staff where username = $1 and disabled_at is null",
            StaffRow.Read, cancellationToken, username);

    public async Task<Me?> StaffAsync(Guid staffId, CancellationToken cancellationToken) =>
        await db.FirstAsync(
            """
            select s.id, s.display_name, s.roles, h.code, h.name from accounts.staff s left join accounts.hospital h on h.id = s.hospital_id where s.id = $1
            """,
            r => new Me("staff", r.GetGuid(0).ToString(), r.GetString(1), r.GetFieldValue<string[]>(2),
                r.IsDBNull(3) ? null : new HospitalRef(r.GetString(3), r.GetString(4)), []),
            cancellationToken, staffId);

    /// <summary>A staff account as sign-in needs it.</summary>
    internal sealed record StaffRow(Guid Id, string Username, string DisplayName, string PasswordHash, byte[]? Totp, string[] Roles,
        Guid? HospitalId)
    {
        public static StaffRow Read(NpgsqlDataReader r) => new(
            r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.BytesOrNull(4), r.GetFieldValue<string[]>(5),
                r.ValueOrNull<Guid>(6));
    }
}
