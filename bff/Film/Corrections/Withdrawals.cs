using System.Threading.Channels;
using Bff.Film.Ingest;
using Bff.Film.Pictures;
using Bff.Gateways.FilmArchive;

namespace Bff.Film.Corrections;

/// <summary>Takes films back, and has everything forget them that was made of their files.</summary>
internal sealed partial class Withdrawals(
    WithdrawalStore store, ArrivalStore arrivals, IFilmArchive archive, FilmPictures pictures, Audit audit, TimeProvider time,
    ILogger<Withdrawals> logger)
{
    /// <summary>Files whose pictures wait to be removed at a time.</summary>
    public const int MostWaiting = 100_000;

    /// <summary>What a request may still read after the second in which rows are believed.</summary>
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(3);

    private readonly Channel<(string File, long At)> _prepared =
        Channel.CreateBounded<(string File, long At)>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Withdraws within one hospital; the audit has it before anybody is answered.</summary>
    public async Task<Withdrawal> WithdrawAsync(
        HttpContext http, WithdrawalOrder order, WithdrawalScope scope, CancellationToken cancellationToken)
    {
        var withdrawn = await store.WithdrawAsync(order, scope, cancellationToken);
        if (withdrawn.Instances > 0) await FinishAsync(http, order, [withdrawn]);
        return withdrawn;
    }

    /// <summary>
    /// After the commit: tells the audit and has memory let go. It is done to the end when the caller leaves; what a killed host leaves
    /// behind, no row leads to.
    /// </summary>
    public async Task FinishAsync(HttpContext http, WithdrawalOrder order, IReadOnlyList<Withdrawal> withdrawn)
    {
        foreach (var study in withdrawn)
            await audit.RecordAsync(http, new AuditEntry(
                $"film.withdraw_{order.Cause}", "study-uid:" + study.StudyUid, HospitalId: order.HospitalId, PatientId: study.PatientId));
        string[] files = [.. withdrawn.SelectMany(w => w.Files).Distinct()];
        pictures.Forget(files);
        await pictures.ForgetSharedAsync(files, CancellationToken.None);
        foreach (var file in files)
            if (!_prepared.Writer.TryWrite((file, time.GetTimestamp()))) LogLeft(null); // The nightly walk announces the file.
    }

    /// <summary>
    /// Removes what was made of files that were withdrawn a moment ago, when no request that began before can still be reading it; the
    /// originals go with the sweep unless they are kept.
    /// </summary>
    public async Task<bool> RemovePreparedAsync(CancellationToken cancellationToken)
    {
        var due = new List<byte[]>();
        while (due.Count < 200 && _prepared.Reader.TryPeek(out var next) && time.GetElapsedTime(next.At) > Reading
            && _prepared.Reader.TryRead(out var read))
            due.Add(Convert.FromHexString(read.File));
        if (due.Count == 0) return false;
        try
        {
            await arrivals.WithdrawAsync([.. due], RemovePreparedAsync, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ArchiveUnavailableException or UnauthorizedAccessException)
        {
            LogLeft(e);
        }
        return true;
    }

    /// <summary>On every node that is told.</summary>
    /// <param name="told">Hospital and study.</param>
    public async Task ForgetAsync(string told, CancellationToken cancellationToken)
    {
        if (told.Split(':') is not [var hospital, var study] || !Guid.TryParse(hospital, out var id)) return;
        pictures.Forget(await store.FilesAsync(id, study, cancellationToken));
    }

    private async Task RemovePreparedAsync(byte[] sha256)
    {
        var file = Convert.ToHexStringLower(sha256);
        await archive.DeleteAsync(ArchiveKeys.Frames(file), CancellationToken.None);
        await archive.DeleteAsync(ArchiveKeys.Metadata(file), CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was made of a withdrawn file could not be removed; the nightly walk finds it")]
    private partial void LogLeft(Exception? e);
}
