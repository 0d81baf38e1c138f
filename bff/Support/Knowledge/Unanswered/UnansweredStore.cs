using Npgsql;

namespace Bff.Support.Knowledge.Unanswered;

/// <summary>SQL of the questions that were not answered. City-wide editors have those of every hospital.</summary>
internal sealed class UnansweredStore(NpgsqlDataSource db)
{
    /// <summary>The newest questions that nobody has settled; texts are masked already.</summary>
    public Task<List<UnansweredQuestion>> ListAsync(Guid? hospitalId, int limit, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        var page = sql.Newest(new NewestRows("support.unanswered", hospitalId is { } one ? [one] : null, limit, Guid.AllBitsSet)
        {
            And = "and r.settled_at is null",
        });
        return db.ListAsync(
            $"select id, masked, at from ({page}) u order by id desc",
            r => new UnansweredQuestion(r.GetGuid(0), r.GetString(1), r.GetFieldValue<DateTimeOffset>(2)), cancellationToken,
            sql.Parameters);
    }

    /// <summary>How many of them were settled just now.</summary>
    public Task<int> SettleAsync(Guid? hospitalId, Guid[] ids, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update support.unanswered set settled_at = $3
            where id = any($2) and ($1::uuid is null or hospital_id = $1) and settled_at is null
            """,
            cancellationToken, hospitalId, ids, now);
}
