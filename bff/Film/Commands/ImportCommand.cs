using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Film.Ingest;
using Bff.Film.Office;

namespace Bff.Film.Commands;

/// <summary><c>bff film import DIR</c>: takes in every DICOM file under a folder, as if it had been pushed.</summary>
internal static class ImportCommand
{
    private const int BatchSize = 100;

    public static Command Create(Func<string[], CancellationToken, Task<WebApplication>> build)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Folder with DICOM files, searched to any depth." };
        var hospital = new Option<string>("--hospital")
        {
            Description = "Code of the hospital the films belong to; may be left out when there is only one.",
        };
        var command = new Command("import", "Import a folder of DICOM files. Prints JSON: stored, refused (with reasons), failed.")
        {
            folder, hospital,
        };
        command.TreatUnmatchedTokensAsErrors = false; // further words are configuration, as for serve
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = parsed.GetValue(folder)!;
            if (!root.Exists) return await RefuseAsync($"film import: no folder {root}", 2);
            // A running host's private database is joined; its workers then share the work.
            await using var app = await build([.. parsed.UnmatchedTokens, .. JoinedDatabase.Settings(parsed.UnmatchedTokens)], cancellationToken);
            var hospitals = await app.Services.GetRequiredService<AccountsDirectory>().HospitalsAsync(cancellationToken);
            var code = parsed.GetValue(hospital);
            var chosen = hospitals.Where(h => code is null || h.Code == code).ToList();
            if (chosen.Count != 1)
                return await RefuseAsync($"film import: --hospital must be one of {string.Join(", ", hospitals.Select(h => h.Code))}", 2);
            await RecordAsync(app.Services, chosen[0].Id, cancellationToken);
            return await ImportAsync(app.Services, chosen[0].Id, root, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ImportAsync(
        IServiceProvider services, Guid hospitalId, DirectoryInfo root, CancellationToken cancellationToken)
    {
        services.GetRequiredService<ReceivingFolder>().RemoveAbandoned();
        var reception = services.GetRequiredService<Reception>();
        var (stored, refused) = (new HashSet<string>(), new List<string>());
        foreach (var batch in ImportFolder.Walk(root).Chunk(BatchSize))
        {
            stored.UnionWith(await StoreAsync(reception, hospitalId, batch, refused, cancellationToken));
            await Console.Error.WriteLineAsync($"{stored.Count} stored, {refused.Count} refused");
        }
        await PrepareAsync(services, cancellationToken);
        var failed = await services.GetRequiredService<OfficeStore>().IngestsAsync(
            Reach.OfSystem("film-import") with { Hospitals = [hospitalId] }, InstanceState.Failed, 200, Guid.AllBitsSet, cancellationToken);
        // What somebody else pushed and what of it failed is not this import's.
        failed.RemoveAll(row => !stored.Contains(row.SopInstanceUid));
        WriteResult(stored.Count, refused, failed);
        return refused.Count + failed.Count == 0 ? 0 : 1;
    }

    /// <summary>Stores a batch; what is refused is added with its reason. Answers the instances that were stored.</summary>
    private static async Task<IEnumerable<string>> StoreAsync(
        Reception reception, Guid hospitalId, FoundFile[] files, List<string> refused, CancellationToken cancellationToken)
    {
        var received = new List<(string File, ReceivedInstance Instance)>();
        foreach (var file in files)
        {
            var (instance, refusal) = await ReceiveAsync(reception, file, cancellationToken);
            if (instance?.Attributes.Note is not null) refused.Add($"{file.Path}: A rejection note: it is obeyed when a hospital sends it.");
            else if (instance is not null) received.Add((file.Path, instance));
            else refused.Add($"{file.Path}: {refusal}");
        }
        var outcomes = await reception.StoreAsync(hospitalId, null, [.. received.Select(r => r.Instance)], cancellationToken);
        refused.AddRange(outcomes.Index().Where(o => !o.Item.IsStored).Select(o => $"{received[o.Index].File}: {o.Item.Detail}"));
        return outcomes.Index().Where(o => o.Item.IsStored).Select(o => received[o.Index].Instance.Attributes.SopInstanceUid);
    }

    /// <summary>One file; what cannot be read or kept is refused, and the others go on.</summary>
    private static async Task<(ReceivedInstance? Received, string? Refusal)> ReceiveAsync(
        Reception reception, FoundFile file, CancellationToken cancellationToken)
    {
        if (file.Refusal is not null) return (null, file.Refusal);
        try
        {
            await using var stream = File.OpenRead(file.Path);
            var (instance, refusal) = await reception.ReceiveAsync(stream, cancellationToken);
            return (instance, refusal?.Detail);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadHttpRequestException or UploadBrokenException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Personal data are taken in: a row of the audit says so first. Nothing else writes it, since no host runs here.</summary>
    private static async Task RecordAsync(IServiceProvider services, Guid hospitalId, CancellationToken cancellationToken)
    {
        var writer = services.GetRequiredService<AuditWriter>();
        await writer.StartAsync(cancellationToken);
        await services.GetRequiredService<Audit>().RecordAsync(
            "system", "film-import", null, new AuditEntry("film.store", "import", HospitalId: hospitalId));
        await writer.StopAsync(cancellationToken);
    }

    /// <summary>Only what this import brought waits here or is being finished by a running host: both are left to the leases.</summary>
    private static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (store, preparation) = (services.GetRequiredService<IngestStore>(), services.GetRequiredService<Preparation>());
        while (await store.LeaseAsync(Environment.ProcessorCount, Preparation.Lease, cancellationToken) is { Count: > 0 } leased)
            await Parallel.ForEachAsync(
                leased, cancellationToken, (instance, token) => new ValueTask(preparation.ProcessAsync(instance, token)));
    }

    private static void WriteResult(int stored, List<string> refused, List<IngestRow> failed)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(
            output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("stored", stored);
        json.WriteStartArray("refused");
        foreach (var line in refused) json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteStartArray("failed");
        foreach (var row in failed) json.WriteStringValue($"{row.SopInstanceUid}: {row.Reason}");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task<int> RefuseAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync(message);
        return exitCode;
    }
}
