using Npgsql;

namespace Bff.Tests.Plans;

/// <summary>A host on a full database that tells which statements it sends.</summary>
public sealed class FullHost : IAsyncLifetime
{
    internal SentStatements Sent { get; } = new();

    /// <summary>Statements that were explained, without line ends.</summary>
    internal List<string> Explained { get; } = [];

    public BffApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        App = await BffApp.StartAsync(builder => Sent.Watch(builder.Services, database), BffApp.DatabaseSetting + database);
        await FullDatabase.FillAsync(App.Db, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Lets the sandbox's hospital system reach some hospitals, the empty one as well.</summary>
    internal async Task SomeHospitalsAsync(CancellationToken cancellationToken)
    {
        await App.Db.ExecuteAsync(
            """
            insert into accounts.integrator_hospital (integrator_id, hospital_id)
            select i.id, h.id from accounts.integrator i cross join accounts.hospital h
            where h.code in ('fill-01', 'fill-02', 'fill-05', 'fill-20', 'fill-empty') on conflict do nothing
            """,
            cancellationToken);
        App.Clock.Advance(TimeSpan.FromSeconds(5)); // What a node knows of a system is a second old at most.
    }

    /// <summary>Things that are there to be asked for.</summary>
    internal async Task<Known> KnownAsync(CancellationToken cancellationToken) => (await App.Db.ListAsync(
        """
        select s.study_instance_uid, to_char(s.study_date, 'YYYYMMDD'), (select staff_id from support.agent limit 1),
            (select id from support.conversation where state = 'closed' order by id desc limit 1)
        from film.study s where s.study_date is not null and s.study_instance_uid like '1.2.156.%' order by s.id desc limit 1
        """,
        r => new Known(r.GetString(0), r.GetString(1), r.GetGuid(2), r.GetGuid(3)), cancellationToken))[0];

    internal sealed record Known(string Study, string Day, Guid Agent, Guid Conversation);
}
