using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Platform.Pipes;
using Npgsql;

namespace Bff.Accounts.People;

/// <summary>SQL of hospitals, people and cards.</summary>
internal sealed class PeopleStore(NpgsqlDataSource db, FieldCipher cipher, Outbox outbox, TimeProvider time)
{
    public Task AddHospitalAsync(string code, string name, CancellationToken cancellationToken) => db.ExecuteAsync(
        "insert into accounts.hospital (id, code, name, created_at) values ($1, $2, $3, $4) on conflict (code) do nothing",
        cancellationToken, Guid.CreateVersion7(time.GetUtcNow()), code, name, time.GetUtcNow());

    /// <summary>The hospitals within reach (25 to 37 in the city), by code.</summary>
    public Task<List<Hospital>> HospitalsAsync(Reach reach, CancellationToken cancellationToken) => db.ListAsync(
        "select id, code, name from accounts.hospital where $1::uuid[] is null or id = any($1) order by code",
        r => new Hospital(r.GetGuid(0), r.GetString(1), r.GetString(2)), cancellationToken, reach.Hospitals);

    /// <summary>The id of a hospital by its code; null when there is none.</summary>
    public async Task<Guid?> HospitalIdAsync(string code, CancellationToken cancellationToken) => (await db.ListAsync(
        "select id from accounts.hospital where code = $1", r => (Guid?)r.GetGuid(0), cancellationToken, code)).FirstOrDefault();

    /// <summary>Registers a person; the one already known by this id number is kept.</summary>
    public async Task<Guid> AddPatientAsync(Guid hospitalId, NewPatient person, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        byte[]? Sealed(string? value, string column) =>
            value is null ? null : cipher.Encrypt(value, PersonCipher.Patient(column, id, hospitalId));
        byte[]? Index(string? value, string column) => PersonCipher.PatientIndex(cipher, value, column);
        var rows = await db.WriteAsync(
            """
            with added as (
                insert into accounts.patient (
                    id, hospital_id, name_enc, id_no_enc, id_no_index, phone_enc, phone_index, sex, birth_date, created_at)
                values ($1, $2, $3, $4::bytea, $5::bytea, $6::bytea, $7::bytea, $8::text, $9::date, $10)
                on conflict (id_no_index) do nothing returning id)
            select id from added union all select id from accounts.patient where id_no_index = $5::bytea
            """,
            r => r.GetGuid(0), cancellationToken, id, hospitalId, Sealed(person.Name, "name_enc"),
            Sealed(person.IdNo, "id_no_enc"), Index(person.IdNo, "id_no"), Sealed(person.Phone, "phone_enc"), Index(person.Phone, "phone"),
            person.Sex, person.BirthDate, time.GetUtcNow());
        return rows[0];
    }

    /// <summary>Binds an identity to a person; one already bound stays where it is.</summary>
    public Task AddIdentityAsync(OutsideIdentity identity, Guid patientId, CancellationToken cancellationToken) => db.ExecuteAsync(
        """
        insert into accounts.identity (provider, app_id, subject, patient_id, created_at, union_scope, union_id)
        values ($1, $2, $3, $4, $5, $6::text, $7::text) on conflict do nothing
        """,
        cancellationToken, identity.Provider, identity.AppId, identity.Subject, patientId, time.GetUtcNow(), identity.Union?.Scope,
        identity.Union?.Id);

    /// <summary>Binds a medical card and tells the other slices in the same transaction; one already bound stays where it is.</summary>
    public Task AddCardAsync(Guid hospitalId, Guid patientId, string mrn, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var index = PersonCipher.MrnIndex(cipher, mrn);
        return db.TransactAsync(async connection =>
        {
            var added = await connection.ExecuteAsync(
                """
                insert into accounts.card (id, hospital_id, patient_id, mrn_enc, mrn_index, created_at) values ($1, $2, $3, $4, $5, $6)
                on conflict (hospital_id, mrn_index) do nothing
                """,
                cancellationToken, id, hospitalId, patientId, cipher.Encrypt(mrn, PersonCipher.CardNumber(id, hospitalId)), index, time.GetUtcNow());
            if (added == 0) return false;
            var bound = new CardBound(hospitalId, patientId, index);
            return await outbox.AddAsync(connection, new OutboxEntry
            {
                Topic = CardBound.Topic,
                Key = "card:" + id,
                Payload = JsonSerializer.Serialize(bound, AccountsMessages.Default.CardBound),
                HospitalId = hospitalId,
            }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>A patient in his own eyes; null when there is none.</summary>
    public async Task<Me?> PatientAsync(Guid patientId, CancellationToken cancellationToken)
    {
        var name = await db.FirstAsync(
            "select name_enc, hospital_id from accounts.patient where id = $1",
            r => cipher.Decrypt(r.GetFieldValue<byte[]>(0), PersonCipher.Patient("name_enc", patientId, r.GetGuid(1))),
            cancellationToken, patientId);
        if (name is null) return null;
        var cards = await db.ListAsync(
            """
            select c.id, h.id, h.code, h.name, c.mrn_enc
            from accounts.card c join accounts.hospital h on h.id = c.hospital_id where c.patient_id = $1 order by h.code limit 100
            """,
            r => new Card(
                r.GetGuid(0).ToString(), new HospitalRef(r.GetString(2), r.GetString(3)),
                Masking.Number(cipher.Decrypt(r.GetFieldValue<byte[]>(4), PersonCipher.CardNumber(r.GetGuid(0), r.GetGuid(1))))),
            cancellationToken, patientId);
        return new Me("patient", patientId.ToString(), name, [], null, cards);
    }

    /// <summary>A member of staff in his own eyes; null when there is none.</summary>
    public Task<Me?> StaffAsync(Guid staffId, CancellationToken cancellationToken) => db.FirstAsync(
        """
        select s.id, s.display_name, s.roles, h.code, h.name
        from accounts.staff s left join accounts.hospital h on h.id = s.hospital_id where s.id = $1
        """,
        r => new Me("staff", r.GetGuid(0).ToString(), r.GetString(1), r.GetFieldValue<string[]>(2),
            r.IsDBNull(3) ? null : new HospitalRef(r.GetString(3), r.GetString(4)), []),
        cancellationToken, staffId);
}
