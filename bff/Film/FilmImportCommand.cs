using System.CommandLine;
using System.Text.Json;
using Bff.Accounts.Contract;

namespace Bff.Film;

/// <summary><c>bff film import DIR</c>: takes in every DICOM file under a folder, as if it had been pushed.</summary>
internal static class FilmImportCommand
{
    private const int BatchSize = 100;

    public static Command Create(Func<string[], CancellationToken, Task<WebApplication>> build)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Folder with DICOM files, searched to any depth." };
        var hospital = new Option<string>("--hospital") { Description = "Code of the hospital the films belong to; may be left out when there is only one." };
        var command = new Command("import", "Import a folder of DICOM files. Prints JSON: stored, refused (with reasons), failed.") { folder, hospital };
        command.TreatUnmatchedTokensAsErrors = false; // further words are configuration, as for serve
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = parsed.GetValue(folder)!;
            if (!root.Exists) return await RefuseAsync($"film import: no folder {root}", 2);
            // A running host's private database is joined; its workers then share the work.
            var running = EmbeddedPostgres.RunningConnectionString(new EmbeddedPostgresOptions());
            await using var app = await build(
                [.. parsed.UnmatchedTokens, .. running is null ? Array.Empty<string>() : ["--Database:ConnectionString=" + running]], cancellationToken);
            var hospitals = await app.Services.GetRequiredService<AccountsDirectory>().HospitalsAsync(cancellationToken);
            var code = parsed.GetValue(hospital);
            var chosen = hospitals.Where(h => code is null || h.Code == code).ToList();
            if (chosen.Count != 1)
                return await RefuseAsync($"film import: --hospital must be one of {string.Join(", ", hospitals.Select(h => h.Code))}", 2);
            return await ImportAsync(app.Services, chosen[0].Id, root, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ImportAsync(IServiceProvider services, Guid hospitalId, DirectoryInfo root, CancellationToken cancellationToken)
    {
        var (ingest, store) = (services.GetRequiredService<FilmIngest>(), services.GetRequiredService<FilmStore>());
        ingest.ForgetUnfinished();
        var (stored, refused) = (0, new List<string>());
        foreach (var files in root.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true }).OrderBy(f => f.FullName, StringComparer.Ordinal).Chunk(BatchSize))
        {
            var received = new List<(string File, ReceivedInstance Instance)>();
            foreach (var file in files)
            {
                await using var stream = file.OpenRead();
                var (instance, refusal) = await ingest.ReceiveAsync(stream, cancellationToken);
                if (instance is not null) received.Add((file.FullName, instance));
                else refused.Add($"{file.FullName}: {refusal!.Detail}");
            }
            var outcomes = await ingest.StoreAsync(hospitalId, null, [.. received.Select(r => r.Instance)], cancellationToken);
            for (var i = 0; i < outcomes.Count; i++)
                if (outcomes[i].FailureReason is null) stored++;
                else refused.Add($"{received[i].File}: {outcomes[i].Detail}");
            await Console.Error.WriteLineAsync($"{stored} stored, {refused.Count} refused");
        }
        // Only what this import brought waits here or is being finished by a running host: both are left to the leases.
        for (List<LeasedInstance> leased; (leased = await store.LeaseAsync(Environment.ProcessorCount, FilmIngest.Lease, cancellationToken)).Count > 0;)
            await Parallel.ForEachAsync(leased, cancellationToken, (instance, token) => new ValueTask(ingest.ProcessAsync(instance, token)));
        var failed = await store.IngestsAsync(hospitalId, InstanceState.Failed, 200, Guid.AllBitsSet, cancellationToken);
        WriteResult(stored, refused, failed);
        return refused.Count == 0 ? 0 : 1;
    }

    private static void WriteResult(int stored, List<string> refused, List<IngestRow> failed)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
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
